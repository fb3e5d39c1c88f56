import { expect, test } from 'vitest';
import { attentionPlan, decodingStep } from './attention-plan.ts';
import { describePlan } from './describe-plan.ts';
import { matmulPlan } from './matmul-plan.ts';
import type { ReductionPlan } from './plan.ts';
import { rmsnormPlan } from './rmsnorm-plan.ts';
import { KERNEL_SETS } from './sets/sets.ts';

const HEADS = { headDim: 32, heads: 1, kvHeads: 1, parallelism: 64 };
const ROWS = [1, 2, 3, 4, 5, 7, 8, 9, 16, 17, 33, 64, 65, 129];

/** Every plan the rules make for shapes of small and large models. */
function plansOfRules(): ReductionPlan[] {
  const plans: ReductionPlan[] = [];
  for (const set of KERNEL_SETS) {
    for (const rows of ROWS) {
      for (const terms of [36, 100, 160, 432, 2048]) {
        plans.push(rmsnormPlan(set, rows, terms));
        for (const columns of [50, 224, 1024])
          plans.push(matmulPlan(set, { rows, terms, columns, parallelism: 64 }));
      }
      for (const keys of [1, 64, 65, 300])
        plans.push(
          attentionPlan(set, { keys, cached: keys - 1, decode: true }, decodingStep(HEADS, rows, keys)),
        );
    }
  }
  return plans;
}

test('plans of one operation have equal texts exactly where they are equal', () => {
  const textOf = new Map<string, string>();
  const planOf = new Map<string, string>();
  for (const plan of plansOfRules()) {
    const [value, text] = [JSON.stringify(plan), `${plan.operation}: ${describePlan(plan)}`];
    expect(textOf.get(value) ?? text).toBe(text);
    expect(planOf.get(text) ?? value).toBe(value);
    textOf.set(value, text);
    planOf.set(text, value);
  }
  expect(textOf.size).toBeGreaterThan(50);
});

test.each([
  [rmsnormPlan('variant', 1, 160), 'variant@1 256 lanes, halving tree, K=160 whole'],
  [
    matmulPlan('invariant', { rows: 1, terms: 432, columns: 8, parallelism: 64 }),
    'invariant@1 4 lanes, adjacent tree, K=432 in 7 chunks of 64/48',
  ],
  [
    attentionPlan('invariant', { keys: 100, cached: 0, decode: false }, decodingStep(HEADS, 0, 100)),
    'invariant@1 2 splits of 64/36',
  ],
  [
    attentionPlan('pinned', { keys: 100, cached: 0, decode: false }, decodingStep(HEADS, 0, 100)),
    'pinned@1 1 split of 100',
  ],
])('example %#', (plan, text) => {
  expect(describePlan(plan)).toBe(text);
});
