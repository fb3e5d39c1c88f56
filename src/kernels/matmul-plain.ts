import lane4 from '../../shaders/lib/lane4.wgsl?raw';
import tiles from '../../shaders/lib/matmul_tile.wgsl?raw';
import row from '../../shaders/matmul_row.wgsl?raw';
import tile from '../../shaders/matmul_tile.wgsl?raw';
import type { KernelSource } from '../gpu/kernel.ts';
import type { Tuning } from '../gpu/tuning.ts';
import type { SumPlan } from '../numerics/plan.ts';
import { SUMS } from './epilogues.ts';
import { covering, grid } from './grid.ts';
import type { MatmulKernel, Product } from './matmul-kernel.ts';
import { type KernelDtypes, nativeOnly, withDtypes } from './preludes.ts';

/**
 * The kernels whose texts visitors edit: plain ones, which write partial sums and nothing else. Every text that was ever edited keeps
 * their bindings, so they stay as they are.
 */
export type PlainForm = 'row' | 'square';

/** Rows and columns of output per workgroup. */
const TILE: Record<PlainForm, { readonly rows: number; readonly columns: number }> = {
  row: { rows: 1, columns: 128 },
  square: { rows: 32, columns: 32 },
};

export function plainSource(form: PlainForm, asked: KernelDtypes): KernelSource {
  const dtypes = nativeOnly(`matmul_${form}`, asked);
  switch (form) {
    case 'row':
      return withDtypes('matmul_row', dtypes, [lane4, row]);
    case 'square':
      return withDtypes('matmul_square', dtypes, [lane4, tiles, tile], { TILE_X: 8, TILE_Y: 8 });
  }
}

/** A plan in one of these forms: its chunks go to workgroups of their own until the adapter is busy. */
export function plainForm(
  form: PlainForm,
  plan: SumPlan,
  product: Product,
  { busyWorkgroups }: Tuning,
): MatmulKernel {
  const tiles = covering(product.rows, TILE[form].rows) * covering(product.columns, TILE[form].columns);
  return plainParts(form, plan, product, tiles < busyWorkgroups ? plan.chunks.length : 1);
}

/** With so many partial sums an output: 1, or one a chunk. */
export function plainParts(
  form: PlainForm,
  plan: SumPlan,
  { rows, groups, quads }: Product,
  parts: number,
): MatmulKernel {
  const chunks = plan.chunks.length;
  const { rows: tall, columns: wide } = TILE[form];
  return {
    form,
    epilogue: SUMS,
    parts,
    source: (dtypes) => plainSource(form, dtypes),
    call: ({ x, weights, bounds, ends }) => ({
      inputs: [x, bounds],
      outputs: ends.outputs,
      weights,
      params: { rows, groups, quads, chunks, chunks_per_part: parts === 1 ? chunks : 1 },
      workgroups: grid(covering(quads * 4, wide), covering(rows, tall), parts),
      parts,
    }),
  };
}
