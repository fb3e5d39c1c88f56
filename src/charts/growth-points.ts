/** One output of a row, in the order of the model. */
export interface GrowthPoint {
  /** Relative difference; 0 where every bit agrees. */
  readonly relative: number;
  /** Null outside the layers. */
  readonly layer: number | null;
  /** On the residual stream, the logits included: what carries from layer to layer. */
  readonly stream: boolean;
}

/** A curve in shares of its box: x from the left, y from the top; `y` null where every bit agrees. */
export interface GrowthCurve {
  readonly points: readonly { readonly x: number; readonly y: number | null; readonly stream: boolean }[];
  /** Runs of neighbouring stream points that differ, by index into `points`: the curve is broken where a difference vanishes. */
  readonly lines: readonly (readonly number[])[];
  /** Powers of ten inside the box. */
  readonly ticks: readonly { readonly y: number; readonly power: number }[];
  /** Where each layer begins. */
  readonly layers: readonly { readonly x: number; readonly layer: number }[];
}

/** Places the outputs on a logarithmic axis; null where nothing differs. */
export function growthCurve(outputs: readonly GrowthPoint[]): GrowthCurve | null {
  const sizes = outputs.map(({ relative }) => relative).filter((relative) => relative > 0);
  if (sizes.length === 0) return null;
  const low = Math.floor(Math.log10(Math.min(...sizes)));
  const high = Math.max(low + 1, Math.ceil(Math.log10(Math.max(...sizes))));
  const yOf = (log: number) => (high - log) / (high - low);
  const points = outputs.map(({ relative, stream }, i) => ({
    x: (i + 0.5) / outputs.length,
    y: relative > 0 ? yOf(Math.log10(relative)) : null,
    stream,
  }));
  const lines: number[][] = [];
  let broken = true;
  points.forEach(({ y, stream }, i) => {
    if (!stream) return;
    if (y === null) broken = true;
    else if (broken) lines.push([i]);
    else lines[lines.length - 1].push(i);
    if (y !== null) broken = false;
  });
  const powers = Array.from({ length: high - low + 1 }, (_, i) => low + i);
  const every = Math.ceil(powers.length / 6);
  return {
    points,
    lines,
    ticks: powers.filter((_, i) => i % every === 0).map((power) => ({ y: yOf(power), power })),
    layers: outputs.flatMap(({ layer }, i) =>
      layer !== null && layer !== outputs[i - 1]?.layer ? [{ x: i / outputs.length, layer }] : [],
    ),
  };
}
