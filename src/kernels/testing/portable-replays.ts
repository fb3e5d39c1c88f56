import type { ActivationDtype } from '../../numerics/dtypes.ts';
import { gumbel } from '../../numerics/gumbel.ts';
import { argmax } from '../../numerics/highest.ts';
import type { Range, SumOrder } from '../../numerics/plan.ts';
import {
  divide,
  exp,
  kept,
  log,
  mulAdd,
  root,
  times,
  timesAdd,
} from '../../numerics/portable/portable-math.ts';
import { replaySum } from '../../numerics/replay.ts';
import { roundTo } from '../../numerics/rounding.ts';

/**
 * What kernels give in portable arithmetic, made on the CPU of src/numerics/portable/portable-math.ts alone: every bit, on every adapter. The orders
 * are those of NUMERICS.md; each function is one operation's text, read from its shader.
 */
const { fround } = Math;

/** An activation as it is stored: what is too small for an operand once it is rounded is 0, which f16 has no room for anyway. */
export function stored(dtype: ActivationDtype): (x: number) => number {
  const round = roundTo(dtype);
  return dtype === 'f16' ? round : (x) => kept(round(x));
}

/** Lane j sums i = j (mod lanes), increasing; then the halving tree. */
export function laneSum(count: number, lanes: number, add: (sum: number, i: number) => number): number {
  const sums = Array.from({ length: lanes }, (_, lane) => {
    let sum = 0;
    for (let i = lane; i < count; i += lanes) sum = add(sum, i);
    return sum;
  });
  for (let half = lanes / 2; half >= 1; half /= 2)
    for (let lane = 0; lane < half; lane++) sums[lane] = fround(sums[lane] + sums[lane + half]);
  return sums[0];
}

/** RMSNorm without its rounding. */
export function normed(
  x: Float32Array,
  gain: Float32Array,
  { lanes, epsilon }: { readonly lanes: number; readonly epsilon: number },
): Float32Array {
  const squares = laneSum(x.length, lanes, (sum, i) => timesAdd(x[i], x[i], sum));
  const scale = root(mulAdd(squares, fround(1 / x.length), fround(epsilon)));
  return x.map((value, i) => times(times(value, scale), kept(gain[i])));
}

interface Split {
  readonly highest: number;
  readonly sum: number;
  readonly value: Float32Array;
}

/** One row's query and the keys and values that it sees, (keys) of (head_dim). */
export interface HeadKeys {
  readonly q: Float32Array;
  readonly k: readonly Float32Array[];
  readonly v: readonly Float32Array[];
}

/** One head of one row, unrounded. */
export function attended(
  { q, k, v }: HeadKeys,
  splits: readonly Range[],
  { order, scale }: { readonly order: SumOrder; readonly scale: number },
): Float32Array {
  const attendSplit = ({ start, end }: Range): Split => {
    const scores = k
      .slice(start, end)
      .map((key) => times(replaySum(order, 'unfused', q, 0, key, 0), fround(scale)));
    const highest = Math.max(...scores);
    const weights = scores.map((score) => exp(fround(score - highest)));
    return {
      highest,
      sum: weights.reduce((sum, weight) => fround(sum + weight), 0),
      value: q.map((_, d) => weights.reduce((sum, weight, i) => mulAdd(weight, v[start + i][d], sum), 0)),
    };
  };
  const { value, sum } = splits.map(attendSplit).reduce(mergeSplits);
  return value.map((x) => divide(x, sum));
}

function mergeSplits(a: Split, b: Split): Split {
  const highest = Math.max(a.highest, b.highest);
  const rescale = (old: number) => (old === highest ? 1 : exp(fround(old - highest)));
  const [keep, take] = [rescale(a.highest), rescale(b.highest)];
  return {
    highest,
    sum: timesAdd(b.sum, take, times(a.sum, keep)),
    value: a.value.map((x, d) => timesAdd(b.value[d], take, times(x, keep))),
  };
}

/** As shaders/sample_slices.wgsl has them. */
const SLICE = 1024;
const SLICE_LANES = 128;

/** log(sum(exp(logits))): slices by themselves, then one after the other. */
export function logSumExp(logits: Float32Array): number {
  const highest = logits.reduce((most, x) => Math.max(most, x));
  let sum = 0;
  for (let at = 0; at < logits.length; at += SLICE) {
    const own = logits.subarray(at, at + SLICE);
    const top = own.reduce((most, x) => Math.max(most, x));
    const part = laneSum(own.length, SLICE_LANES, (total, i) => fround(total + exp(fround(own[i] - top))));
    sum = fround(sum + times(part, top === highest ? 1 : exp(fround(top - highest))));
  }
  return fround(highest + log(sum));
}

/** Who draws, and for which position. */
export interface Drawing {
  readonly temperature: number;
  readonly seed: number;
  readonly request: number;
  readonly position: number;
}

export function drawn(logits: Float32Array, { temperature, seed, request, position }: Drawing): number {
  const inverse = fround(1 / temperature);
  return argmax(logits.map((logit, id) => timesAdd(logit, inverse, gumbel(seed, request, position, id))));
}

/** Weights of `ids`, over the sum of those of `counted`; both increasing. */
export function routed(
  scores: Float32Array,
  ids: readonly number[],
  counted: readonly number[],
): Float32Array {
  const highest = scores.reduce((most, x) => Math.max(most, x));
  const power = (id: number) => exp(fround(scores[id] - highest));
  const total = counted.reduce((sum, id) => fround(sum + power(id)), 0);
  return Float32Array.from(ids, (id) => divide(power(id), total));
}
