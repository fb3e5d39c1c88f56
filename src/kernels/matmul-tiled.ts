import chunkTree from '../../shaders/lib/chunk_tree.wgsl?raw';
import lane4 from '../../shaders/lib/lane4.wgsl?raw';
import rowsOf from '../../shaders/lib/matmul_rows.wgsl?raw';
import tiledStage from '../../shaders/lib/tiled_stage.wgsl?raw';
import tiled from '../../shaders/matmul_tiled.wgsl?raw';
import tiledTree from '../../shaders/matmul_tiled_tree.wgsl?raw';
import type { SumPlan } from '../numerics/plan.ts';
import { endingAlone, SUMS } from './epilogues.ts';
import { TILE } from './gpu-tile.ts';
import { covering, grid } from './grid.ts';
import type { MatmulKernel, Product } from './matmul-kernel.ts';
import { withEpilogue } from './preludes.ts';

/** For GPUs and many rows: x and weights by way of workgroup memory, chunks in turn. */
export function tiledForm(
  plan: SumPlan,
  { rows, groups, quads, epilogue: asked = SUMS }: Product,
): MatmulKernel {
  const epilogue = endingAlone(asked);
  const block = { rows: TILE.rows, pairs: TILE.quads / 2, threads: 64 };
  const tree = plan.chunkTree === 'binary';
  const name = tree ? 'tiled_tree' : 'tiled';
  const texts = [lane4, rowsOf, tiledStage, ...(tree ? [chunkTree, tiledTree] : [tiled])];
  const workgroups = grid(covering(quads, TILE.quads), covering(rows, TILE.rows));
  const params = { rows, groups, quads, chunks: plan.chunks.length };
  return {
    form: `${name}+${epilogue.name}`,
    epilogue,
    parts: 1,
    source: (dtypes) => withEpilogue(`matmul_${name}`, dtypes, epilogue, block, texts, { ROWS: 4 }),
    call: ({ x, weights, bounds, ends }) => ({
      inputs: [x, bounds],
      outputs: [],
      ...{ weights, params, workgroups, epilogue: ends },
    }),
  };
}
