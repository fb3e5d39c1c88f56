import lane4 from '../../shaders/lib/lane4.wgsl?raw';
import lane16 from '../../shaders/lib/lane16.wgsl?raw';
import rowsOf from '../../shaders/lib/matmul_rows.wgsl?raw';
import quarters from '../../shaders/matmul_quarters.wgsl?raw';
import wide from '../../shaders/matmul_wide.wgsl?raw';
import type { Tuning } from '../gpu/tuning.ts';
import type { SumPlan } from '../numerics/plan.ts';
import { powerOfTwo } from './block-rows.ts';
import { SUMS } from './epilogues.ts';
import { covering, grid } from './grid.ts';
import type { MatmulKernel, Product } from './matmul-kernel.ts';
import { withEpilogue } from './preludes.ts';

/** Rows of a workgroup: of few, and of a tile. */
const FEW = 8;
const TILE = 32;
/** Pairs of quads of a tile: 32 columns. */
const TILE_PAIRS = 4;
/** Pairs of `quarters`, as its text says. */
const QUARTER_PAIRS = 8;

interface WideShape {
  readonly ROWS: number;
  readonly BANDS: number;
  readonly PAIRS: number;
  readonly CHUNKS: number;
}

/**
 * How a workgroup is made up: rows by how many there are, tiles where those fill the device, and as many chunks side by side as workgroup
 * memory and 256 threads have room for, both as every adapter has them.
 */
export function wideShape(
  chunks: number,
  { rows, quads }: Pick<Product, 'rows' | 'quads'>,
  { busyWorkgroups }: Pick<Tuning, 'busyWorkgroups'>,
  oneTile: boolean,
): WideShape {
  const tiles = covering(rows, TILE) * covering(quads, 2 * TILE_PAIRS);
  const tiled = oneTile || (rows > FEW && tiles >= busyWorkgroups);
  const tall = tiled ? TILE : Math.min(powerOfTwo(rows), FEW);
  const side = Math.min(powerOfTwo(chunks), tiled ? 2 : 16);
  // A thread ends one row of a pair, so that there are as many threads as that takes.
  const held = Math.min(tall, side === 1 ? 2 : 4);
  const pairs = tiled ? TILE_PAIRS : Math.min(16, Math.max(4, 32 / side));
  return { ROWS: held, BANDS: tall / held, PAIRS: pairs, CHUNKS: side };
}

/** For GPUs: K over the threads of a workgroup, one sum an output. */
export function wideForm(
  plan: SumPlan,
  product: Product,
  tuning: Pick<Tuning, 'busyWorkgroups'>,
  oneTile: boolean,
): MatmulKernel {
  const { rows, groups, quads, epilogue = SUMS } = product;
  const shape = wideShape(plan.chunks.length, product, tuning, oneTile);
  const { ROWS, BANDS, PAIRS, CHUNKS } = shape;
  const name = `wide${ROWS}x${BANDS}x${PAIRS}x${CHUNKS}`;
  const workgroups = grid(covering(quads, 2 * PAIRS), covering(rows, ROWS * BANDS));
  const params = { rows, groups, quads, chunks: plan.chunks.length };
  return {
    form: `${name}+${epilogue.name}`,
    epilogue,
    parts: 1,
    source: (dtypes) => withEpilogue(`matmul_${name}`, dtypes, epilogue, [lane4, rowsOf, wide], { ...shape }),
    call: ({ x, weights, bounds, ends }) => ({
      inputs: [x, bounds],
      outputs: [],
      ...{ weights, params, workgroups, epilogue: ends },
    }),
  };
}

/** The 16-lane plan of one row, a thread to a quarter of a quad's lanes. */
export function quartersForm({ groups, quads, epilogue = SUMS }: Product): MatmulKernel {
  const workgroups = grid(covering(quads, 2 * QUARTER_PAIRS));
  const params = { rows: 1, groups, quads };
  return {
    form: `quarters+${epilogue.name}`,
    epilogue,
    parts: 1,
    source: (dtypes) => withEpilogue('matmul_quarters', dtypes, epilogue, [lane4, lane16, quarters]),
    call: ({ x, weights, ends }) => ({
      inputs: [x],
      outputs: [],
      ...{ weights, params, workgroups, epilogue: ends },
    }),
  };
}
