import { kindOf } from '../model/operations.ts';
import type { OutputDiff } from '../results/trace-diff.ts';
import { powerAxis, powerScale } from './axis.ts';

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
  readonly ticks: readonly { readonly y: number; readonly value: number }[];
  /** Where each layer begins. */
  readonly layers: readonly { readonly x: number; readonly layer: number }[];
}

/** Powers of ten that are labelled, at most. */
const MOST_POWERS = 6;

/** Places the outputs on a logarithmic axis; null where nothing differs. */
export function growthCurve(outputs: readonly GrowthPoint[]): GrowthCurve | null {
  const sizes = outputs.map(({ relative }) => relative).filter((relative) => relative > 0);
  if (sizes.length === 0) return null;
  const axis = powerAxis(sizes, MOST_POWERS);
  const yOf = powerScale(axis, [1, 0]);
  const points = outputs.map(({ relative, stream }, i) => ({
    x: (i + 0.5) / outputs.length,
    y: relative > 0 ? yOf(relative) : null,
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
  return {
    points,
    lines,
    ticks: axis.ticks.map((value) => ({ y: yOf(value), value })),
    layers: outputs.flatMap(({ layer }, i) =>
      layer !== null && layer !== outputs[i - 1]?.layer ? [{ x: i / outputs.length, layer }] : [],
    ),
  };
}

/** The curve of a row's outputs in two arms: the residual stream is what additions give, and what stands outside the layers. */
export function outputCurve(
  outputs: readonly Pick<OutputDiff, 'relative' | 'layer' | 'name'>[],
): GrowthCurve | null {
  return growthCurve(
    outputs.map(({ relative, layer, name }) => ({
      relative,
      layer,
      stream: layer === null || kindOf(name) === 'add',
    })),
  );
}
