import lane4 from '../../shaders/lib/lane4.wgsl?raw';
import tiles from '../../shaders/lib/matmul_tile.wgsl?raw';
import block from '../../shaders/matmul_block.wgsl?raw';
import gemv from '../../shaders/matmul_gemv.wgsl?raw';
import row from '../../shaders/matmul_row.wgsl?raw';
import tile from '../../shaders/matmul_tile.wgsl?raw';
import type { KernelSource } from '../gpu/kernel.ts';
import type { KernelCall } from '../gpu/kernel-call.ts';
import type { Tuning } from '../gpu/tuning.ts';
import type { SumPlan } from '../numerics/plan.ts';
import { rulesNamed } from '../numerics/sets/sets.ts';
import { covering, grid } from './grid.ts';
import { type KernelDtypes, withDtypes } from './preludes.ts';

/** The kernels that execute matmul plans: one order may have several tilings. */
export const MATMUL_FORMS = ['gemv', 'row', 'skinny', 'square', 'block'] as const;
export type MatmulForm = (typeof MATMUL_FORMS)[number];

/** How a plan is run: which kernel, and whether its chunks go to one workgroup in turn or to one each. */
export interface MatmulTiling {
  readonly form: MatmulForm;
  /** Partial sums per output: 1, or one per chunk. */
  readonly parts: number;
}

/** Rows and columns of output per workgroup. */
const TILE: Record<MatmulForm, { readonly rows: number; readonly columns: number }> = {
  gemv: { rows: 1, columns: 128 },
  row: { rows: 1, columns: 128 },
  skinny: { rows: 8, columns: 64 },
  square: { rows: 32, columns: 32 },
  block: { rows: 8, columns: 64 },
};

/**
 * Picks the tiling for M rows and N columns by what suits the adapter, alike for every kernel set so that none is handicapped.
 * It never changes the bits: chunks are summed alike and their sums added in index order in every form, so only 16-lane plans
 * need a kernel of their own.
 */
export function matmulTiling(plan: SumPlan, rows: number, columns: number, tuning: Tuning): MatmulTiling {
  if (plan.lanes === 16) return { form: 'gemv', parts: 1 };
  return tilingOf(pickForm(plan, rows, tuning), plan, rows, columns, tuning);
}

/** A form's tiling: chunks go to workgroups of their own until the adapter is busy. */
export function tilingOf(
  form: MatmulForm,
  plan: SumPlan,
  rows: number,
  columns: number,
  tuning: Tuning,
): MatmulTiling {
  const workgroups = Math.ceil(rows / TILE[form].rows) * Math.ceil(columns / TILE[form].columns);
  return { form, parts: workgroups < tuning.busyWorkgroups ? plan.chunks.length : 1 };
}

/** A set may keep one tile for every M; the others' tiles are free. */
function pickForm(plan: SumPlan, rows: number, { largeBlocks }: Tuning): MatmulForm {
  const many = largeBlocks ? 'block' : 'square';
  if (rulesNamed(plan.rule)?.oneTile) return many;
  if (rows <= 2) return 'row';
  return rows <= 8 && !largeBlocks ? 'skinny' : many;
}

export function matmulSource(form: MatmulForm, dtypes: KernelDtypes): KernelSource {
  switch (form) {
    case 'gemv':
      return withDtypes('matmul_gemv', dtypes, [lane4, gemv]);
    case 'row':
      return withDtypes('matmul_row', dtypes, [lane4, row]);
    case 'skinny':
      return withDtypes('matmul_skinny', dtypes, [lane4, tiles, tile], { TILE_X: 16, TILE_Y: 2 });
    case 'square':
      return withDtypes('matmul_square', dtypes, [lane4, tiles, tile], { TILE_X: 8, TILE_Y: 8 });
    case 'block':
      return withDtypes('matmul_block', dtypes, [lane4, tiles, block], { TILE_X: 8, TILE_Y: 1 });
  }
}

export interface MatmulBuffers<Data> {
  readonly x: Data; // (rows, K)
  readonly weights: readonly Data[]; // (groups, quads), as packed
  readonly bounds: Data; // (chunks + 1), as `chunkBounds` gives them; not every kernel reads them
  readonly partials: Data; // (parts, rows, 4 * quads) f32
}

/** Runs a plan in a tiling. `groups` and `quads` are the packed weights'. */
export function matmulCall<Data>(
  { x, weights, bounds, partials }: MatmulBuffers<Data>,
  plan: SumPlan,
  { form, parts }: MatmulTiling,
  { rows, groups, quads }: Readonly<Record<'rows' | 'groups' | 'quads', number>>,
): KernelCall<Data> {
  const tile = TILE[form];
  const workgroups = grid(covering(quads * 4, tile.columns), covering(rows, tile.rows), parts);
  const shared = { outputs: [partials], weights, workgroups, parts };
  if (form === 'gemv') return { ...shared, inputs: [x], params: { groups, quads } };
  const chunks = plan.chunks.length;
  const params = { rows, groups, quads, chunks, chunks_per_part: parts === 1 ? chunks : 1 };
  return { ...shared, inputs: [x, bounds], params };
}

/** Chunk boundaries in groups of four terms, as the kernels read them: (chunks + 1). */
export function chunkBounds(plan: SumPlan): number[] {
  return [0, ...plan.chunks.map((chunk) => Math.ceil(chunk.end / 4))];
}
