import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { f32Bits } from './bits.ts';
import { fusedMultiplyAdd, type MultiplyAddRule } from './fma.ts';
import { matmulPlan } from './matmul-plan.ts';
import { fixedRuns, type SumPlan } from './plan.ts';
import { replaySum } from './replay.ts';
import { randomValues } from './testing/arbitraries.ts';

const RULES: readonly MultiplyAddRule[] = ['unfused', 'fused'];

/** The definition in plan.ts read aloud: lists of terms per lane, then pairs of lanes, then chunks. */
function naiveSum(plan: SumPlan, rule: MultiplyAddRule, a: Float32Array, b: Float32Array): number {
  const add = (x: number, y: number) => Math.fround(x + y);
  const madd = (x: number, y: number, z: number) =>
    rule === 'fused' ? fusedMultiplyAdd(x, y, z) : add(Math.fround(x * y), z);
  const combine = (lanes: readonly number[]): number => {
    if (lanes.length === 1) return lanes[0];
    const half = lanes.length / 2;
    const pairs = Array.from({ length: half }, (_, j): [number, number] =>
      plan.laneTree === 'halving' ? [lanes[j], lanes[j + half]] : [lanes[2 * j], lanes[2 * j + 1]],
    );
    return combine(pairs.map(([x, y]) => add(x, y)));
  };
  const sums = plan.chunks.map(({ start, end }) => {
    const terms = Array.from({ length: end - start }, (_, i) => i);
    const lanes = Array.from({ length: plan.lanes }, (_, lane) =>
      terms
        .filter((i) => i % plan.lanes === lane)
        .reduce((total, i) => madd(a[start + i], b[start + i], total), 0),
    );
    return combine(lanes);
  });
  return plan.chunkTree === 'binary' ? wholeLevels(sums, add) : sums.reduce(add);
}

/** From the top: as long a first part as a power of two allows, so that places of a level are as long as one another. */
function wholeLevels(sums: readonly number[], add: (x: number, y: number) => number): number {
  if (sums.length === 1) return sums[0];
  const left = 2 ** Math.floor(Math.log2(sums.length - 1));
  return add(wholeLevels(sums.slice(0, left), add), wholeLevels(sums.slice(left), add));
}

const anyPlan = fc
  .record({
    terms: fc.integer({ min: 1, max: 200 }),
    size: fc.integer({ min: 1, max: 80 }),
    form: fc.constantFrom([4, 'adjacent'], [16, 'halving'], [64, 'halving'], [8, 'adjacent']),
    tree: fc.boolean(),
  })
  .map(({ terms, size, form, tree }): SumPlan => {
    const [lanes, laneTree] = form as [number, SumPlan['laneTree']];
    const chunks = { chunks: fixedRuns(terms, size), ...(tree && { chunkTree: 'binary' as const }) };
    return { operation: 'matmul', rule: 'test', terms, lanes, laneTree, ...chunks };
  });

describe.each(RULES)('%s', (rule) => {
  test('the replay of any plan has the bits of the definition', () => {
    fc.assert(
      fc.property(anyPlan, fc.integer({ min: 0, max: 1e9 }), (plan, seed) => {
        const a = randomValues(plan.terms, seed);
        const b = randomValues(plan.terms, seed + 1);
        expect(f32Bits(replaySum(plan, rule, a, 0, b, 0))).toBe(f32Bits(naiveSum(plan, rule, a, b)));
      }),
      { numRuns: 500 },
    );
  });

  test('offsets name where the terms begin', () => {
    const plan = matmulPlan('invariant', { rows: 1, terms: 100, columns: 1, parallelism: 1 });
    const a = randomValues(150, 1);
    const b = randomValues(150, 2);
    const there = replaySum(plan, rule, a.slice(50), 0, b.slice(7), 0);
    expect(replaySum(plan, rule, a, 50, b, 7)).toBe(there);
  });
});

test('the rules and the orders are told apart by a few sums', () => {
  const shape = { terms: 432, columns: 160, parallelism: 64 };
  const sumsOf = (rule: MultiplyAddRule, rows: number) =>
    Array.from({ length: 8 }, (_, i) => {
      const [a, b] = [randomValues(432, 2 * i), randomValues(432, 2 * i + 1)];
      return replaySum(matmulPlan('variant', { ...shape, rows }), rule, a, 0, b, 0);
    }).join();
  const ways = RULES.flatMap((rule) => [1, 8, 64].map((rows) => sumsOf(rule, rows)));
  expect(new Set(ways).size).toBe(6);
});
