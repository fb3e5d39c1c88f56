import type { SumPlan } from '../../numerics/plan.ts';
import { blockForm, gemvForm } from '../matmul-block.ts';
import type { MatmulKernel, Product } from '../matmul-kernel.ts';
import { plainParts } from '../matmul-plain.ts';
import { tiledForm } from '../matmul-tiled.ts';
import { quartersForm, wideForm } from '../matmul-wide.ts';

/** Every kernel that may run such a product of a chunked plan, whatever the adapter; `shares` as its tuning says or not; plain ones in one part and in many. */
export function formsOf(plan: SumPlan, product: Product, shares: boolean): MatmulKernel[] {
  const plain = (['row', 'square'] as const).flatMap((form) =>
    [...new Set([1, plan.chunks.length])].map((parts) => plainParts(form, plan, product, parts)),
  );
  return [...plain, ...endingForms(plan, product, shares)];
}

/** Those that do the product's epilogue. */
export function endingForms(plan: SumPlan, product: Product, shares: boolean): MatmulKernel[] {
  if (plan.lanes === 16) return [gemvForm(product), quartersForm(product)];
  const [blocks, wide] = [
    [false, true].map((oneTile) => blockForm(plan, product, oneTile, shares)),
    // Whole tiles, and few rows to a workgroup.
    [1, 1_000_000].map((busyWorkgroups) => wideForm(plan, product, { busyWorkgroups }, false)),
  ];
  const forms = [
    ...blocks,
    ...wide,
    wideForm(plan, product, { busyWorkgroups: 1 }, true),
    tiledForm(plan, product),
  ];
  return [...new Map(forms.map((each) => [each.form, each])).values()];
}
