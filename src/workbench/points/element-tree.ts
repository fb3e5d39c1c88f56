import { roundTo } from '../../numerics/rounding.ts';
import { type SumTree, sumTree } from '../../numerics/sum-tree.ts';
import { planAt } from '../cases/plans.ts';
import { companyRows, randomValues } from '../cases/rows.ts';
import type { CaseSetup } from '../cases/setup.ts';
import { SALT, SEEDS } from '../cases/values.ts';

/**
 * The reduction of one element of row 0 at M = `rows`, with its real terms, replayed without fusing; null for attention, which
 * is no single sum. Only the element's own terms are made, however large the operation is.
 */
export function elementTree(setup: CaseSetup, rows: number, element: number): SumTree | null {
  const { operation, dimensions, dtype } = setup;
  const plan = planAt(setup, rows);
  if (plan.operation === 'attention') return null;
  const alone = { rows: 1, place: 0, seed: 1, loudness: 1 };
  const round = roundTo(dtype);
  if (operation === 'matmul') {
    const { terms } = dimensions;
    const w = randomValues(terms, SEEDS.w, round, { from: element * terms });
    return sumTree(plan, 'unfused', w, companyRows(alone, terms, dtype, SALT.x));
  }
  const { hidden } = dimensions;
  const added = companyRows(alone, hidden, 'f32', SALT.partials);
  const x = companyRows(alone, hidden, dtype, SALT.residual).map((r, i) => round(Math.fround(r + added[i])));
  return sumTree(plan, 'unfused', x, x);
}
