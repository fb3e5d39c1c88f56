import type { Tuning } from '../gpu/tuning.ts';
import type { ModelConfig } from '../model/model-config.ts';
import type { SumPlan } from '../numerics/plan.ts';
import { type NormKernel, normKernel } from './add_norm.ts';
import { splitsForm } from './attention.ts';
import { rowsForm } from './attention_rows.ts';
import type { AttentionForm, AttentionHeads } from './attention-form.ts';
import { PRODUCT_STORAGE, SUMS } from './epilogues.ts';
import { matmulKernel } from './matmul.ts';
import type { MatmulKernel, Product } from './matmul-kernel.ts';

/**
 * The kernels by which the reducing operations are run. Those of `planForms` execute reduction plans, so that a kernel set is a
 * matter of its plans alone.
 */
export interface KernelForms {
  /** Whether it does the product's epilogue or leaves its sums, the kernel says. */
  matmul(plan: SumPlan, product: Product): MatmulKernel;
  /** The norms of a step of M = `rows`. */
  addNorm(lanes: number, rows: number, config: Pick<ModelConfig, 'hiddenSize'>): NormKernel;
  attention(heads: AttentionHeads): AttentionForm;
  /** Whether a mixture's experts write down the sums that they go on with, which a trace alone asks for. */
  readonly tells?: true;
}

/** The forms of every kernel set: the plan's order to the last addition, tiled as the adapter likes. */
export function planForms(tuning: Tuning): KernelForms {
  return {
    matmul: (plan, product) => matmulKernel(plan, product, tuning),
    addNorm: (lanes, rows, { hiddenSize }) => normKernel(lanes, rows, hiddenSize, tuning),
    // Heads that end inside a group of four share it, which only the merge can write.
    attention: ({ headDim }) => (headDim % 4 === 0 ? rowsForm(tuning) : splitsForm(tuning)),
  };
}

/** The same for a step that is traced: what the sums of experts are, who go on with them whatever the form, is written down too. */
export function tracingForms(forms: KernelForms): KernelForms {
  return { ...withoutEpilogues(forms), tells: true };
}

/** The same forms, but every product leaves its sums: a dispatch for each operation, so that no output of the graph is skipped. */
export function withoutEpilogues(forms: KernelForms): KernelForms {
  return { ...forms, matmul: (plan, product) => forms.matmul(plan, { ...product, epilogue: SUMS }) };
}

/**
 * The same forms on a device that lets a kernel bind `storage` buffers of storage: a product leaves its sums where its epilogue's and the `pieces` that its
 * weights lie in are more. Of all epilogues only that of q, k and v binds more than sums do, so the pieces are theirs.
 */
export function withinStorage(
  forms: KernelForms,
  { storage, pieces }: { readonly storage: number; readonly pieces: number },
): KernelForms {
  const left = storage - PRODUCT_STORAGE - pieces;
  return {
    ...forms,
    matmul: (plan, product) => {
      const fits = !product.epilogue || product.epilogue.storage <= left;
      return forms.matmul(plan, fits ? product : { ...product, epilogue: SUMS });
    },
  };
}
