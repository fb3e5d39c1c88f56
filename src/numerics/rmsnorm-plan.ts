import type { KernelSet } from './dtypes.ts';
import type { SumPlan } from './plan.ts';
import { ruleName } from './rule-name.ts';

/** The plan of one row's sum of squares; `rows` is M of the step, `terms` the hidden size. */
export function rmsnormPlan(set: KernelSet, rows: number, terms: number): SumPlan {
  const lanes = set === 'variant' ? variantLanes(rows) : 64;
  const chunks = [{ start: 0, end: terms }];
  return { operation: 'rmsnorm', rule: ruleName(set), terms, lanes, laneTree: 'halving', chunks };
}

/** Few rows leave the device idle, so each gets more lanes; many rows get fewer. */
function variantLanes(rows: number): number {
  if (rows <= 4) return 256;
  if (rows <= 16) return 128;
  return rows <= 64 ? 64 : 32;
}
