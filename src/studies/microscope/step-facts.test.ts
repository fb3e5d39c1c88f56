import { expect, test } from 'vitest';
import type { SumPlan } from '../../numerics/plan.ts';
import { rmsnormPlan } from '../../numerics/rmsnorm-plan.ts';
import { sameOrder } from './step-facts.ts';

const plan: SumPlan = {
  ...{ operation: 'matmul', rule: 'invariant@1', terms: 96, lanes: 4, laneTree: 'adjacent' },
  chunks: [
    { start: 0, end: 64 },
    { start: 64, end: 96 },
  ],
};

test.each<[string, Partial<SumPlan>]>([
  ['lanes', { lanes: 16 }],
  ['another tree', { laneTree: 'halving' }],
  ['one chunk', { chunks: [{ start: 0, end: 96 }] }],
  ['other chunks', { chunks: [{ start: 0, end: 32 }, ...plan.chunks.slice(1)] }],
])('an order of other %s is another one', (_, change) => {
  expect(sameOrder(plan, { ...plan, ...change })).toBe(false);
});

test('the rule that made an order does not matter', () => {
  expect(sameOrder(plan, { ...plan, rule: 'pinned@1' })).toBe(true);
});

test('RMSNorm of 4 and of 5 rows adds in another order, by its lanes alone', () => {
  expect(sameOrder(rmsnormPlan('variant', 4, 96), rmsnormPlan('variant', 5, 96))).toBe(false);
  expect(sameOrder(rmsnormPlan('variant', 1, 96), rmsnormPlan('variant', 4, 96))).toBe(true);
});
