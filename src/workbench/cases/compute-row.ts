import type { Arithmetic, Vector } from '../../engines/cpu/arithmetic.ts';
import { attendRow } from '../../engines/cpu/cpu-attention.ts';
import { planAt } from './plans.ts';
import type { CaseSetup } from './setup.ts';
import { type CaseValues, EPSILON, HIDDEN_PARTS } from './values.ts';

/** What row 0 gives, computed on this CPU in the order of the plan for M = `rows`: (columns), (hidden) or (heads * head_dim). */
export function computeRow(
  arithmetic: Arithmetic,
  setup: CaseSetup,
  values: CaseValues,
  rows: number,
): Vector {
  const plan = planAt(setup, rows);
  if (values.operation === 'attention') {
    if (plan.operation !== 'attention') throw new TypeError('expected the plan of an attention');
    const { heads, kvHeads, headDim } = setup.dimensions;
    const { q, k, v, blocks } = values;
    return attendRow(arithmetic, { heads, kvHeads, headDim }, q, { k, v }, { blocks, splits: plan.splits });
  }
  if (plan.operation === 'attention') throw new TypeError('expected the plan of a sum');
  const { dot, work, multiplyAdd, times, root, store, zeros } = arithmetic;
  if (values.operation === 'matmul') {
    const { terms, columns } = setup.dimensions;
    const y = zeros(columns);
    for (let n = 0; n < columns; n++) y[n] = dot(plan, values.w, n * terms, values.x, 0);
    return y;
  }
  const { hidden } = setup.dimensions;
  const { residual, partials, gain } = values;
  const x = zeros(hidden);
  for (let i = 0; i < hidden; i++) {
    let projection = partials[i];
    for (let part = 1; part < HIDDEN_PARTS; part++)
      projection = work(projection + partials[part * hidden + i]);
    x[i] = store(work(residual[i] + projection));
  }
  const meanSquare = multiplyAdd(dot(plan, x, 0, x, 0), work(1 / hidden), work(EPSILON));
  const scale = root(meanSquare);
  return x.map((value, i) => store(times(times(value, scale), gain[i])));
}
