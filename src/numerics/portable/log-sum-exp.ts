import { exp, log, times } from './portable-math.ts';

/** Logits whose exponentials are added together before others join them, and how many lanes share them (shaders/sample_slices.wgsl). */
const SLICE = 1024;
const LANES = 128;

const { fround } = Math;

/**
 * log(sum(exp(logits))) as a device with portable arithmetic has it: slices of so many tokens, lane j of a slice the tokens j (mod lanes), lanes by
 * a halving tree, slices in index order. `highest` is the highest logit.
 */
export function portableLogSumExp(logits: Float32Array, highest: number): number {
  let sum = 0;
  for (let first = 0; first < logits.length; first += SLICE) {
    const slice = logits.subarray(first, first + SLICE);
    const own = slice.reduce((most, logit) => Math.max(most, logit));
    sum = fround(sum + times(sliceSum(slice, own), own === highest ? 1 : exp(fround(own - highest))));
  }
  return logOfSum(highest, sum);
}

/** The same of a sum that is at hand. */
export function logOfSum(highest: number, sum: number): number {
  return fround(highest + log(sum));
}

function sliceSum(slice: Float32Array, highest: number): number {
  const lanes = new Float32Array(LANES);
  for (let i = 0; i < slice.length; i++) lanes[i % LANES] += exp(fround(slice[i] - highest));
  for (let stride = LANES / 2; stride >= 1; stride /= 2)
    for (let lane = 0; lane < stride; lane++) lanes[lane] += lanes[lane + stride];
  return lanes[0];
}
