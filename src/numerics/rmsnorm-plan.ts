import type { SumPlan } from './plan.ts';
import { ruleName } from './rule-name.ts';
import { type KernelSet, rulesOf } from './sets/sets.ts';

/** The plan of one row's sum of squares; `rows` is M of the step, `terms` the hidden size. */
export function rmsnormPlan(set: KernelSet, rows: number, terms: number): SumPlan {
  const cut = rulesOf(set).rmsnorm(rows, terms);
  return { operation: 'rmsnorm', rule: ruleName(set), terms, ...cut };
}
