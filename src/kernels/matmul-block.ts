import blockLanes from '../../shaders/lib/block_lanes.wgsl?raw';
import sums1 from '../../shaders/lib/block_sums_1.wgsl?raw';
import sums4 from '../../shaders/lib/block_sums_4.wgsl?raw';
import sums8 from '../../shaders/lib/block_sums_8.wgsl?raw';
import chunkTree from '../../shaders/lib/chunk_tree.wgsl?raw';
import lane4 from '../../shaders/lib/lane4.wgsl?raw';
import lane16 from '../../shaders/lib/lane16.wgsl?raw';
import inOrder from '../../shaders/matmul_block.wgsl?raw';
import asTree from '../../shaders/matmul_block_tree.wgsl?raw';
import gemv from '../../shaders/matmul_gemv.wgsl?raw';
import type { SumPlan } from '../numerics/plan.ts';
import {
  blockName,
  blockParts,
  blockShape,
  blockShapeFor,
  blockSource,
  blockThreads,
  MOST_ROWS,
} from './block-rows.ts';
import { SUMS } from './epilogues.ts';
import { covering, grid } from './grid.ts';
import { chunkBounds, type MatmulKernel, type Product } from './matmul-kernel.ts';
import { withEpilogue } from './preludes.ts';

/**
 * For software adapters: a thread walks all chunks of a plan. It holds as many rows as there are, unless the set keeps one tile for
 * every M. `shares`: whether threads may read for each other.
 */
export function blockForm(plan: SumPlan, product: Product, oneTile: boolean, shares: boolean): MatmulKernel {
  const { rows, groups, quads, epilogue = SUMS } = product;
  const runs = chunkGroups(plan);
  const shape = blockShape(oneTile ? MOST_ROWS : rows, runs, shares);
  const tree = plan.chunkTree === 'binary';
  const name = `${blockName(shape)}${tree ? '_tree' : ''}`;
  const texts = [blockLanes, ...(tree ? [chunkTree, rowsSums(shape.rows), asTree] : [inOrder])];
  const threads = blockThreads(epilogue);
  const block = { rows: shape.rows, pairs: threads, threads };
  const workgroups = grid(covering(quads, 2 * threads), covering(rows, shape.rows));
  const params = { rows, groups, quads, chunks: plan.chunks.length };
  return {
    form: `${name}+${epilogue.name}`,
    epilogue,
    parts: 1,
    source: (dtypes) => {
      const { parts, constants } = blockParts(blockShapeFor(shape, runs, dtypes.weights), threads, [lane4]);
      return blockSource(
        shape,
        withEpilogue(`matmul_${name}`, dtypes, epilogue, block, [...parts, ...texts], constants),
      );
    },
    call: ({ x, weights, bounds, ends }) => ({
      inputs: [x, bounds],
      outputs: [],
      weights,
      epilogue: ends,
      params,
      workgroups,
    }),
  };
}

/** What a tree holds of a chunk, no more of it than there are rows. */
function rowsSums(rows: number): string {
  if (rows === 1) return sums1;
  return rows <= 4 ? sums4 : sums8;
}

/** Groups of four terms of each chunk. */
function chunkGroups(plan: SumPlan): number[] {
  const bounds = chunkBounds(plan);
  return plan.chunks.map((_, i) => bounds[i + 1] - bounds[i]);
}

/** The 16-lane plan of one row, a thread to a pair of column quads. */
export function gemvForm({ groups, quads, epilogue = SUMS }: Product): MatmulKernel {
  const threads = blockThreads(epilogue);
  const block = { rows: 1, pairs: threads, threads };
  return {
    form: `gemv+${epilogue.name}`,
    epilogue,
    parts: 1,
    source: (dtypes) =>
      withEpilogue('matmul_gemv', dtypes, epilogue, block, [lane4, lane16, gemv], { THREADS: threads }),
    call: ({ x, weights, ends }) => ({
      inputs: [x],
      outputs: [],
      weights,
      epilogue: ends,
      params: { rows: 1, groups, quads },
      workgroups: grid(covering(quads, 2 * threads)),
    }),
  };
}
