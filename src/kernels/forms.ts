import type { KernelSource } from '../gpu/kernel.ts';
import type { Params } from '../gpu/step-encoder.ts';
import type { Tuning } from '../gpu/tuning.ts';
import type { ModelConfig } from '../model/config.ts';
import type { SumPlan } from '../numerics/plan.ts';
import { addNormSource } from './add_norm.ts';
import { attentionSource } from './attention.ts';
import { matmulSource, matmulTiling, matmulWorkgroups } from './matmul.ts';
import type { KernelDtypes } from './preludes.ts';

/** One product of a step: M rows by N columns, K / 4 groups of terms, and N / 4 quads as packed. */
export interface Product {
  readonly rows: number;
  readonly columns: number;
  readonly groups: number;
  readonly quads: number;
}

/** How a product is run: by which kernel, on how many workgroups, to how many partial sums an output. */
export interface MatmulCall {
  /** Names the kernel: calls of one form differ in nothing that is compiled. */
  readonly form: string;
  source(dtypes: KernelDtypes): KernelSource;
  readonly parts: number;
  readonly workgroups: readonly [number, number, number];
  /** Whether the kernel reads the plan's chunk bounds, after its inputs. */
  readonly bounds: boolean;
  readonly params: Params;
}

/**
 * The kernels by which the reducing operations are run. Those of `planForms` execute reduction plans, so that a kernel set is a
 * matter of its plans alone.
 */
export interface KernelForms {
  matmul(plan: SumPlan, product: Product): MatmulCall;
  addNorm(dtypes: KernelDtypes, lanes: number, config: ModelConfig): KernelSource;
  attention(dtypes: KernelDtypes, config: ModelConfig): KernelSource;
  /** For so many items, each one run of one row's keys. */
  attentionWorkgroups(items: number, config: ModelConfig): readonly [number, number, number];
}

/** The forms of every kernel set: the plan's order to the last addition, tiled as the adapter likes. */
export function planForms(tuning: Tuning): KernelForms {
  return {
    matmul: (plan, product) => planned(plan, product, tuning),
    addNorm: (dtypes, lanes) => addNormSource(dtypes, lanes, tuning),
    attention: (dtypes, config) => attentionSource(dtypes, config, tuning),
    attentionWorkgroups: (items, { kvHeads }) => [items, kvHeads, 1],
  };
}

function planned(plan: SumPlan, { rows, columns, groups, quads }: Product, tuning: Tuning): MatmulCall {
  const tiling = matmulTiling(plan, rows, columns, tuning);
  const { form, parts } = tiling;
  const chunks = plan.chunks.length;
  const bounds = form !== 'gemv';
  return {
    form,
    source: (dtypes) => matmulSource(form, dtypes),
    parts,
    workgroups: matmulWorkgroups(tiling, rows, quads),
    bounds,
    params: bounds
      ? { rows, groups, quads, chunks, chunks_per_part: parts === 1 ? chunks : 1 }
      : { groups, quads },
  };
}
