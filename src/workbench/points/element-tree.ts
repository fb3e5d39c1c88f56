import type { ActivationDtype } from '../../numerics/dtypes.ts';
import { roundTo } from '../../numerics/rounding.ts';
import { type SumTree, sumTree } from '../../numerics/sum-tree.ts';
import { planAt } from '../cases/plans.ts';
import { companyRows, randomValues } from '../cases/rows.ts';
import type { CaseSetup } from '../cases/setup.ts';
import { SALT, SEEDS } from '../cases/values.ts';

const ALONE = { rows: 1, place: 0, seed: 1, loudness: 1 } as const;

/** What is multiplied for one element of row 0 of a product: its column of the weights, and the row. */
export function productTerms(terms: number, dtype: ActivationDtype, element: number) {
  const w = randomValues(terms, SEEDS.w, roundTo(dtype), { from: element * terms });
  return { w, x: companyRows(ALONE, terms, dtype, SALT.x) };
}

/**
 * The reduction of one element of row 0 at M = `rows`, with its real terms, replayed without fusing; null for attention, which
 * is no single sum. Only the element's own terms are made, however large the operation is.
 */
export function elementTree(setup: CaseSetup, rows: number, element: number): SumTree | null {
  const { operation, dimensions, dtype } = setup;
  const plan = planAt(setup, rows);
  if (plan.operation === 'attention') return null;
  if (operation === 'matmul') {
    const { w, x } = productTerms(dimensions.terms, dtype, element);
    return sumTree(plan, 'unfused', w, x);
  }
  const round = roundTo(dtype);
  const { hidden } = dimensions;
  const added = companyRows(ALONE, hidden, 'f32', SALT.partials);
  const x = companyRows(ALONE, hidden, dtype, SALT.residual).map((r, i) => round(Math.fround(r + added[i])));
  return sumTree(plan, 'unfused', x, x);
}
