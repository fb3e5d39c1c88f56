import lane4 from '../../shaders/lib/lane4.wgsl?raw';
import lane16 from '../../shaders/lib/lane16.wgsl?raw';
import rowsOf from '../../shaders/lib/matmul_rows.wgsl?raw';
import text from '../../shaders/matmul_block.wgsl?raw';
import gemv from '../../shaders/matmul_gemv.wgsl?raw';
import type { SumPlan } from '../numerics/plan.ts';
import { SUMS, wholePairs } from './epilogues.ts';
import { covering, grid } from './grid.ts';
import type { MatmulKernel, Product } from './matmul-kernel.ts';
import { withEpilogue } from './preludes.ts';

/** Most rows that a thread holds. */
const MOST_ROWS = 8;
/** Two of the fours that a software adapter runs at once. */
const THREADS = 8;

/**
 * For software adapters: a thread walks all chunks of a plan. It holds as many rows as there are, unless the set keeps one tile for
 * every M.
 */
export function blockForm(plan: SumPlan, product: Product, oneTile: boolean): MatmulKernel {
  const { rows, groups, quads, epilogue = SUMS } = product;
  const held = oneTile ? MOST_ROWS : powerOfTwo(Math.min(rows, MOST_ROWS));
  const threads = wholePairs(epilogue, THREADS);
  const block = { rows: held, pairs: threads, threads };
  const name = `block${held}`;
  const workgroups = grid(covering(quads, 2 * threads), covering(rows, held));
  const params = { rows, groups, quads, chunks: plan.chunks.length };
  return {
    form: `${name}+${epilogue.name}`,
    epilogue,
    parts: 1,
    source: (dtypes) =>
      withEpilogue(`matmul_${name}`, dtypes, epilogue, block, [lane4, rowsOf, text], {
        ROWS: held,
        THREADS: threads,
      }),
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

/** The 16-lane plan of one row, a thread to a pair of column quads. */
export function gemvForm({ groups, quads, epilogue = SUMS }: Product): MatmulKernel {
  const threads = wholePairs(epilogue, THREADS);
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

/** The next power of two. */
export function powerOfTwo(least: number): number {
  return 2 ** Math.ceil(Math.log2(Math.max(1, least)));
}
