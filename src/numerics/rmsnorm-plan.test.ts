import { expect, test } from 'vitest';
import { rmsnormPlan } from './rmsnorm-plan.ts';

const lanesFor = (set: 'variant' | 'invariant' | 'pinned', rows: number) => rmsnormPlan(set, rows, 160).lanes;

test.each(['invariant', 'pinned'] as const)('%s: one plan of 64 lanes for every M from 1 to 4096', (set) => {
  const plans = Array.from({ length: 4096 }, (_, i) => JSON.stringify(rmsnormPlan(set, i + 1, 160)));
  expect(new Set(plans).size).toBe(1);
  expect(JSON.parse(plans[0])).toEqual({
    operation: 'rmsnorm',
    rule: `${set}@1`,
    terms: 160,
    lanes: 64,
    laneTree: 'halving',
    chunks: [{ start: 0, end: 160 }],
  });
});

test.each([
  [1, 256],
  [4, 256],
  [5, 128],
  [16, 128],
  [17, 64],
  [64, 64],
  [65, 32],
  [4096, 32],
])('variant: M = %i has %i lanes', (rows, lanes) => {
  expect(lanesFor('variant', rows)).toBe(lanes);
});
