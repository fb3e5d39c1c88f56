import type { SumPlan } from './plan.ts';
import { ruleName } from './rule-name.ts';
import type { MatmulShape } from './sets/rules.ts';
import { type KernelSet, rulesOf } from './sets/sets.ts';

/** The reduction plan of a matrix product under a kernel set (NUMERICS: reduction plans). */
export function matmulPlan(set: KernelSet, shape: MatmulShape): SumPlan {
  const cut = rulesOf(set).matmul(shape);
  return { operation: 'matmul', rule: ruleName(set), terms: shape.terms, ...cut };
}
