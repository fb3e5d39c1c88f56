import chunkTree from '../../shaders/lib/chunk_tree.wgsl?raw';
import lane4 from '../../shaders/lib/lane4.wgsl?raw';
import lane16 from '../../shaders/lib/lane16.wgsl?raw';
import rowsOf from '../../shaders/lib/matmul_rows.wgsl?raw';
import wideTile from '../../shaders/lib/wide_tile.wgsl?raw';
import quarters from '../../shaders/matmul_quarters.wgsl?raw';
import wide from '../../shaders/matmul_wide.wgsl?raw';
import wideTree from '../../shaders/matmul_wide_tree.wgsl?raw';
import type { Tuning } from '../gpu/tuning.ts';
import type { SumPlan } from '../numerics/plan.ts';
import { powerOfTwo } from '../numerics/power-of-two.ts';
import { type Epilogue, SUMS, wholePairs } from './epilogues.ts';
import { FEW_ROWS, fillsTiles, TILE } from './gpu-tile.ts';
import { covering, grid } from './grid.ts';
import type { MatmulKernel, Product } from './matmul-kernel.ts';
import { withEpilogue } from './preludes.ts';

const QUARTER_PAIRS = 8;
/** What every adapter lets a workgroup have. */
const MOST_THREADS = 256;
const MOST_MEMORY = 16_384;

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
  const tiled = oneTile || fillsTiles({ rows, quads }, busyWorkgroups);
  const tall = tiled ? TILE.rows : Math.min(powerOfTwo(rows), FEW_ROWS);
  const side = Math.min(powerOfTwo(chunks), tiled ? 2 : 16);
  // A thread ends one row of a pair, so that there are as many threads as that takes.
  const held = Math.min(tall, side === 1 ? 2 : 4);
  const pairs = tiled ? TILE.quads / 2 : Math.min(16, Math.max(4, 32 / side));
  return { ROWS: held, BANDS: tall / held, PAIRS: pairs, CHUNKS: side };
}

/** The same with whole multiples of an epilogue's pairs, for fewer chunks side by side; null where there is no room for them. */
function wideShapeFor(shape: WideShape, epilogue: Epilogue): WideShape | null {
  if (epilogue.pairs === null) return shape;
  const wider = { ...shape, PAIRS: wholePairs(epilogue, shape.PAIRS) };
  // A thread of four rows leaves too few that end them, where a chunk is by itself.
  const least = shape.ROWS === 4 ? 2 : 1;
  for (let CHUNKS = shape.CHUNKS; CHUNKS >= least; CHUNKS /= 2)
    if (fits({ ...wider, CHUNKS }, epilogue.pairs)) return { ...wider, CHUNKS };
  return null;
}

/** Chunk sums, and beside them the sums of whole heads and a factor for each. */
function fits({ ROWS, BANDS, PAIRS, CHUNKS }: WideShape, together: number): boolean {
  const pairs = ROWS * BANDS * PAIRS;
  const bytes = 32 * pairs * (CHUNKS + 1) + (4 * pairs) / together;
  return 2 * PAIRS * BANDS * CHUNKS <= MOST_THREADS && bytes <= MOST_MEMORY;
}

/** For GPUs: K over the threads of a workgroup, one sum an output. Where a workgroup has no room for what its epilogue needs together, it leaves its sums. */
export function wideForm(
  plan: SumPlan,
  product: Product,
  tuning: Pick<Tuning, 'busyWorkgroups'>,
  oneTile: boolean,
): MatmulKernel {
  const { rows, groups, quads, epilogue: asked = SUMS } = product;
  const natural = wideShape(plan.chunks.length, product, tuning, oneTile);
  const ending = wideShapeFor(natural, asked);
  const [shape, epilogue] = ending ? [ending, asked] : [natural, SUMS];
  const { ROWS, BANDS, PAIRS, CHUNKS } = shape;
  const tree = plan.chunkTree === 'binary';
  const name = `wide${ROWS}x${BANDS}x${PAIRS}x${CHUNKS}${tree ? '_tree' : ''}`;
  const texts = [lane4, rowsOf, wideTile, ...(tree ? [chunkTree, wideTree] : [wide])];
  const block = { rows: ROWS * BANDS, pairs: PAIRS, threads: 2 * PAIRS * BANDS * CHUNKS };
  const workgroups = grid(covering(quads, 2 * PAIRS), covering(rows, ROWS * BANDS));
  const params = { rows, groups, quads, chunks: plan.chunks.length };
  return {
    form: `${name}+${epilogue.name}`,
    epilogue,
    parts: 1,
    source: (dtypes) => withEpilogue(`matmul_${name}`, dtypes, epilogue, block, texts, { ...shape }),
    call: ({ x, weights, bounds, ends }) => ({
      inputs: [x, bounds],
      outputs: [],
      ...{ weights, params, workgroups, epilogue: ends },
    }),
  };
}

/** The 16-lane plan of one row, a thread to a quarter of a quad's lanes. */
export function quartersForm({ groups, quads, epilogue: asked = SUMS }: Product): MatmulKernel {
  const wanted = wholePairs(asked, QUARTER_PAIRS);
  // A pair's eight quarters of four lanes by four columns, and its sums.
  const [epilogue, pairs] =
    (8 * 64 + 32 + 4) * wanted <= MOST_MEMORY ? [asked, wanted] : [SUMS, QUARTER_PAIRS];
  const block = { rows: 1, pairs, threads: 8 * pairs };
  const workgroups = grid(covering(quads, 2 * pairs));
  const params = { rows: 1, groups, quads };
  return {
    form: `quarters+${epilogue.name}`,
    epilogue,
    parts: 1,
    source: (dtypes) =>
      withEpilogue('matmul_quarters', dtypes, epilogue, block, [lane4, lane16, quarters], { PAIRS: pairs }),
    call: ({ x, weights, ends }) => ({
      inputs: [x],
      outputs: [],
      ...{ weights, params, workgroups, epilogue: ends },
    }),
  };
}
