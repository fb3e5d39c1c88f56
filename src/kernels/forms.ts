import type { KernelSource } from '../gpu/kernel.ts';
import type { KernelCall } from '../gpu/kernel-call.ts';
import type { Tuning } from '../gpu/tuning.ts';
import type { ModelConfig } from '../model/config.ts';
import type { SumPlan } from '../numerics/plan.ts';
import { addNormSource } from './add_norm.ts';
import { splitsForm } from './attention.ts';
import { rowsForm } from './attention_rows.ts';
import type { AttentionForm, AttentionHeads } from './attention-form.ts';
import { type MatmulBuffers, matmulCall, matmulSource, matmulTiling } from './matmul.ts';
import type { KernelDtypes } from './preludes.ts';

/** One product of a step: M rows by N columns, K / 4 groups of terms, and N / 4 quads as packed. */
export interface Product {
  readonly rows: number;
  readonly columns: number;
  readonly groups: number;
  readonly quads: number;
}

/** How a product is run: by which kernel, and to how many partial sums an output. */
export interface MatmulKernel {
  /** Names the kernel: those of one form differ in nothing that is compiled. */
  readonly form: string;
  source(dtypes: KernelDtypes): KernelSource;
  readonly parts: number;
  call<Data>(buffers: MatmulBuffers<Data>): KernelCall<Data>;
}

/**
 * The kernels by which the reducing operations are run. Those of `planForms` execute reduction plans, so that a kernel set is a
 * matter of its plans alone.
 */
export interface KernelForms {
  matmul(plan: SumPlan, product: Product): MatmulKernel;
  addNorm(dtypes: KernelDtypes, lanes: number, config: ModelConfig): KernelSource;
  attention(heads: AttentionHeads): AttentionForm;
}

/** The forms of every kernel set: the plan's order to the last addition, tiled as the adapter likes. */
export function planForms(tuning: Tuning): KernelForms {
  return {
    matmul(plan, product) {
      const tiling = matmulTiling(plan, product.rows, product.columns, tuning);
      return {
        ...tiling,
        source: (dtypes) => matmulSource(tiling.form, dtypes),
        call: (buffers) => matmulCall(buffers, plan, tiling, product),
      };
    },
    addNorm: (dtypes, lanes) => addNormSource(dtypes, lanes, tuning),
    // Heads that end inside a group of four share it, which only the merge can write.
    attention: ({ headDim }) => (headDim % 4 === 0 ? rowsForm(tuning) : splitsForm(tuning)),
  };
}
