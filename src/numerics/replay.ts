import { MULTIPLY_ADD, type MultiplyAddRule } from './fma.ts';
import type { Range, SumOrder } from './plan.ts';
import { sumPairwise } from './summation.ts';

/**
 * The sum of a[aAt + i] * b[bAt + i] over the plan's terms, in f32 and in exactly the plan's order: the bits a device
 * must give that follows the same multiply-add rule.
 */
export function replaySum(
  plan: SumOrder,
  rule: MultiplyAddRule,
  a: Float32Array,
  aAt: number,
  b: Float32Array,
  bAt: number,
): number {
  if (plan.chunkTree === 'binary' && plan.chunks.length > 1) {
    const sums = plan.chunks.map((chunk) => replaySum({ ...plan, chunks: [chunk] }, rule, a, aAt, b, bAt));
    return sumPairwise(Float32Array.from(sums));
  }
  if (plan.lanes === 4 && rule === 'unfused') return replayLane4(plan.chunks, a, aAt, b, bAt);
  let total = 0;
  for (let c = 0; c < plan.chunks.length; c++) {
    const lanes = chunkLanes(plan, plan.chunks[c], rule, a, aAt, b, bAt);
    const sum = plan.laneTree === 'halving' ? halvingTree(lanes) : adjacentTree(lanes);
    total = c === 0 ? sum : Math.fround(total + sum);
  }
  return total;
}

/** What nearly every sum of a model is, written out because the CPU engine lives on it. */
function replayLane4(
  chunks: readonly Range[],
  a: Float32Array,
  aAt: number,
  b: Float32Array,
  bAt: number,
): number {
  const { fround } = Math;
  let total = fround(0);
  for (let c = 0; c < chunks.length; c++) {
    const { start, end } = chunks[c];
    const whole = end - ((end - start) & 3);
    let l0 = fround(0);
    let l1 = fround(0);
    let l2 = fround(0);
    let l3 = fround(0);
    let i = start;
    for (; i < whole; i += 4) {
      l0 = fround(l0 + fround(a[aAt + i] * b[bAt + i]));
      l1 = fround(l1 + fround(a[aAt + i + 1] * b[bAt + i + 1]));
      l2 = fround(l2 + fround(a[aAt + i + 2] * b[bAt + i + 2]));
      l3 = fround(l3 + fround(a[aAt + i + 3] * b[bAt + i + 3]));
    }
    if (i < end) l0 = fround(l0 + fround(a[aAt + i] * b[bAt + i]));
    if (i + 1 < end) l1 = fround(l1 + fround(a[aAt + i + 1] * b[bAt + i + 1]));
    if (i + 2 < end) l2 = fround(l2 + fround(a[aAt + i + 2] * b[bAt + i + 2]));
    const sum = fround(fround(l0 + l1) + fround(l2 + l3));
    total = c === 0 ? sum : fround(total + sum);
  }
  return total;
}

function chunkLanes(
  plan: SumOrder,
  { start, end }: Range,
  rule: MultiplyAddRule,
  a: Float32Array,
  aAt: number,
  b: Float32Array,
  bAt: number,
): Float32Array {
  const multiplyAdd = MULTIPLY_ADD[rule];
  const lanes = new Float32Array(plan.lanes);
  for (let i = start; i < end; i++) {
    const lane = (i - start) % plan.lanes;
    lanes[lane] = multiplyAdd(a[aAt + i], b[bAt + i], lanes[lane]);
  }
  return lanes;
}

/** l[j] += l[j + s] for s = n/2, n/4, ..., 1; n is a power of two. Works in place. */
function halvingTree(lanes: Float32Array): number {
  for (let stride = lanes.length / 2; stride >= 1; stride /= 2) {
    for (let j = 0; j < stride; j++) lanes[j] += lanes[j + stride];
  }
  return lanes[0];
}

/** Neighbours first: (l0+l1)+(l2+l3). Works in place. */
function adjacentTree(lanes: Float32Array): number {
  for (let width = lanes.length; width > 1; width /= 2) {
    for (let j = 0; j < width / 2; j++) lanes[j] = lanes[2 * j] + lanes[2 * j + 1];
  }
  return lanes[0];
}
