import type { KernelSource } from '../gpu/kernel.ts';
import type { Tuning } from '../gpu/tuning.ts';
import type { ModelConfig } from '../model/config.ts';
import type { SumPlan } from '../numerics/plan.ts';
import { addNormSource } from './add_norm.ts';
import { splitsForm } from './attention.ts';
import { rowsForm } from './attention_rows.ts';
import type { AttentionForm, AttentionHeads } from './attention-form.ts';
import { SUMS } from './epilogues.ts';
import { matmulKernel } from './matmul.ts';
import type { MatmulKernel, Product } from './matmul-kernel.ts';
import type { KernelDtypes } from './preludes.ts';

/**
 * The kernels by which the reducing operations are run. Those of `planForms` execute reduction plans, so that a kernel set is a
 * matter of its plans alone.
 */
export interface KernelForms {
  /** Whether it does the product's epilogue or leaves its sums, the kernel says. */
  matmul(plan: SumPlan, product: Product): MatmulKernel;
  addNorm(dtypes: KernelDtypes, lanes: number, config: ModelConfig): KernelSource;
  attention(heads: AttentionHeads): AttentionForm;
}

/** The forms of every kernel set: the plan's order to the last addition, tiled as the adapter likes. */
export function planForms(tuning: Tuning): KernelForms {
  return {
    matmul: (plan, product) => matmulKernel(plan, product, tuning),
    addNorm: (dtypes, lanes) => addNormSource(dtypes, lanes, tuning),
    // Heads that end inside a group of four share it, which only the merge can write.
    attention: ({ headDim }) => (headDim % 4 === 0 ? rowsForm(tuning) : splitsForm(tuning)),
  };
}

/** The same forms, but every product leaves its sums: a dispatch for each operation, so that no output of the graph is skipped. */
export function withoutEpilogues(forms: KernelForms): KernelForms {
  return { ...forms, matmul: (plan, product) => forms.matmul(plan, { ...product, epilogue: SUMS }) };
}
