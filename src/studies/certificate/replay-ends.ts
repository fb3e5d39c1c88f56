import type { Arithmetic, Vector } from '../../engines/cpu/arithmetic.ts';
import { addScaled, gated, rotated } from '../../engines/cpu/pointwise.ts';
import { rmsnormPlan } from '../../numerics/rmsnorm-plan.ts';
import { endAngles, endBias, endGains, endResidual, POSITIONS } from './end-inputs.ts';
import type { Product, ProductEnd } from './probes.ts';

/** What the end of a product makes of one row's sums, as `deviceEnds` reads it back: in the arithmetic given, step by step. */
export function replayEnd(
  arithmetic: Arithmetic,
  { activations, columns }: Product,
  end: ProductEnd,
  sums: Float32Array,
): Float32Array {
  switch (end.epilogue.kind) {
    case 'sums':
      return sums;
    case 'residual': {
      const x = endResidual(0, columns, activations);
      addScaled(arithmetic, x, sums);
      return x;
    }
    case 'swiglu': {
      const half = columns / 2;
      return Float32Array.from(
        gated(arithmetic, end.heads.gate, sums.subarray(0, half), sums.subarray(half)),
      );
    }
    case 'rope_kv':
      return turned(arithmetic, end, sums);
  }
}

/** q, k and v of the row, one after the other: biased, normed, turned and rounded. */
function turned(
  arithmetic: Arithmetic,
  { heads: config, lanes }: ProductEnd,
  sums: Float32Array,
): Float32Array {
  const { work, kept, store } = arithmetic;
  const { heads, kvHeads, headDim, qkvBias, qkNorm, rmsNormEps } = config;
  const bias = qkvBias ? endBias(sums.length).map(kept) : null;
  const biased = bias ? sums.map((sum, n) => work(sum + bias[n])) : sums;
  const gains = qkNorm ? endGains(headDim).map(kept) : null;
  const angles = endAngles(headDim).map(kept);
  const turn = (from: number, count: number, gain: Vector | null) => {
    const own = biased.subarray(from * headDim, (from + count) * headDim);
    const normed = gain ? normedHeads(arithmetic, own, gain, { lanes: lanes!, epsilon: rmsNormEps }) : own;
    return rotated(arithmetic, normed, headDim, POSITIONS - 1, angles);
  };
  const q = turn(0, heads, gains?.subarray(0, headDim) ?? null);
  const k = turn(heads, kvHeads, gains?.subarray(headDim) ?? null);
  const v = biased.subarray((heads + kvHeads) * headDim, (heads + 2 * kvHeads) * headDim).map(store);
  return Float32Array.from([...q, ...k, ...v]);
}

/** An RMSNorm of each head, not rounded. */
function normedHeads(
  { dot, work, timesAdd, times, root }: Arithmetic,
  x: Vector,
  gain: Vector,
  { lanes, epsilon }: { readonly lanes: number; readonly epsilon: number },
): Vector {
  const size = gain.length;
  const plan = { ...rmsnormPlan('portable', 1, size), lanes };
  const y = x.slice();
  for (let at = 0; at < x.length; at += size) {
    const meanSquare = timesAdd(dot(plan, x, at, x, at), work(1 / size), work(epsilon));
    const scale = root(meanSquare);
    for (let i = 0; i < size; i++) y[at + i] = times(times(x[at + i], scale), gain[i]);
  }
  return y;
}
