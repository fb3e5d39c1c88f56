import { MULTIPLY_ADD, type MultiplyAddRule } from './fma.ts';
import type { SumPlan } from './plan.ts';

/** Terms a[aAt + i] * b[bAt + i], i = 0..terms-1, of one sum. */
export interface Terms {
  readonly a: Float32Array;
  readonly aAt: number;
  readonly b: Float32Array;
  readonly bAt: number;
}

/** One sum in f32, in exactly the order of its plan: the bits a device must give under the same multiply-add rule. */
export function replaySum(plan: SumPlan, terms: Terms, rule: MultiplyAddRule): number {
  let total = 0;
  plan.chunks.forEach((chunk, index) => {
    const lanes = chunkLanes(plan, terms, chunk.start, chunk.end, rule);
    const sum = plan.laneTree === 'halving' ? halvingTree(lanes) : adjacentTree(lanes);
    total = index === 0 ? sum : Math.fround(total + sum);
  });
  return total;
}

function chunkLanes(
  plan: SumPlan,
  { a, aAt, b, bAt }: Terms,
  start: number,
  end: number,
  rule: MultiplyAddRule,
) {
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
    for (let j = 0; j < stride; j++) lanes[j] = lanes[j] + lanes[j + stride];
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

/** The same terms summed in f64 by increasing index: the reference that errors are measured against. */
export function sumF64({ a, aAt, b, bAt }: Terms, count: number): number {
  let total = 0;
  for (let i = 0; i < count; i++) total += a[aAt + i] * b[bAt + i];
  return total;
}
