import bytesQ4 from '../../shaders/lib/bytes_q4.wgsl?raw';
import bytesQ8 from '../../shaders/lib/bytes_q8.wgsl?raw';
import chunkTree from '../../shaders/lib/chunk_tree.wgsl?raw';
import dotPacked from '../../shaders/lib/dot_packed.wgsl?raw';
import dotPlain from '../../shaders/lib/dot_plain.wgsl?raw';
import inOrder from '../../shaders/lib/quantised_in_order.wgsl?raw';
import rowsOf from '../../shaders/lib/quantised_rows.wgsl?raw';
import asTree from '../../shaders/lib/quantised_tree.wgsl?raw';
import signedBytes from '../../shaders/lib/signed_bytes.wgsl?raw';
import text from '../../shaders/matmul_quantised.wgsl?raw';
import lanesText from '../../shaders/matmul_quantised_lanes.wgsl?raw';
import type { Tuning } from '../gpu/tuning.ts';
import type { SumPlan } from '../numerics/plan.ts';
import { powerOfTwo } from '../numerics/power-of-two.ts';
import { rulesNamed } from '../numerics/sets/sets.ts';
import { blockThreads } from './block-rows.ts';
import { type Epilogue, SUMS, wholePairs } from './epilogues.ts';
import { type KernelForms, planForms } from './forms.ts';
import { covering, grid } from './grid.ts';
import type { MatmulKernel, Product } from './matmul-kernel.ts';
import { type KernelDtypes, withEpilogue } from './preludes.ts';
import { blocksOfTerms } from './quantize.ts';
import { partsOf } from './weights/pieces.ts';

/** Most rows that a thread holds. */
const MOST_ROWS = 4;
const LANE_PAIRS = 8;
/** Lanes of that many pairs are what every adapter lets a workgroup have. */
const MOST_LANE_PAIRS = 16;

/** The forms of an arm that quantises its activations: `x` of a product is what kernels/quantize.ts makes of it. */
export function quantisedForms(tuning: Tuning): KernelForms {
  return { ...planForms(tuning), matmul: (plan, product) => quantisedKernel(plan, product, tuning) };
}

/** A product of q8 activations. As of all others its tiling is free, its order the plan's over blocks (numerics/quantised-sum.ts). */
export function quantisedKernel(plan: SumPlan, product: Product, tuning: Tuning): MatmulKernel {
  if (plan.lanes === 16) return lanesForm(product, tuning);
  const { rows, groups, quads, epilogue: asked = SUMS } = product;
  const oneTile = Boolean(rulesNamed(plan.rule)?.oneTile);
  const held = oneTile ? MOST_ROWS : powerOfTwo(Math.min(rows, MOST_ROWS));
  const chunks = plan.chunks.length;
  const workgroups = (threads: number) => covering(quads, 2 * threads) * covering(rows, held);
  // A single workgroup keeps no software adapter busy; a GPU wants many.
  const tree = plan.chunkTree === 'binary';
  const order = tree ? [chunkTree, asTree] : [inOrder];
  // Parts are added in index order by who reads them.
  const spread = !oneTile && !tree && workgroups(blockThreads(asked)) < tuning.busyWorkgroups;
  const parts = spread ? chunks : 1;
  const epilogue = parts > 1 ? SUMS : asked;
  const threads = blockThreads(epilogue);
  const block = { rows: held, pairs: threads, threads };
  const name = `quantised${held}${tree ? '_tree' : ''}`;
  return {
    form: `${name}+${epilogue.name}`,
    ...{ epilogue, parts },
    source: (dtypes) =>
      withEpilogue(
        `matmul_${name}`,
        dtypes,
        epilogue,
        block,
        [...preludes(dtypes, tuning), rowsOf, text, ...order],
        { ROWS: held, THREADS: threads },
      ),
    call: ({ x, weights, bounds, ends }) => ({
      ...{ inputs: [x, bounds], outputs: [], weights, epilogue: ends, parts },
      params: {
        ...{ rows, groups, quads, chunks, blocks: blocksOfTerms(4 * groups) },
        chunks_per_part: parts === 1 ? chunks : 1,
      },
      workgroups: grid(covering(quads, 2 * threads), covering(rows, held), parts),
    }),
  };
}

/** The 16-lane plan of one row. */
function lanesForm({ groups, quads, epilogue: asked = SUMS }: Product, tuning: Tuning): MatmulKernel {
  const wanted = wholePairs(asked, LANE_PAIRS);
  const [epilogue, pairs]: [Epilogue, number] =
    wanted <= MOST_LANE_PAIRS ? [asked, wanted] : [SUMS, LANE_PAIRS];
  const block = { rows: 1, pairs, threads: 16 * pairs };
  return {
    form: `quantised_lanes+${epilogue.name}`,
    ...{ epilogue, parts: 1 },
    source: (dtypes) =>
      withEpilogue(
        'matmul_quantised_lanes',
        dtypes,
        epilogue,
        block,
        [...preludes(dtypes, tuning), rowsOf, lanesText],
        { ROWS: 1, PAIRS: pairs },
      ),
    call: ({ x, weights, bounds, ends }) => ({
      ...{ inputs: [x, bounds], outputs: [], weights, epilogue: ends },
      params: { rows: 1, groups, quads, chunks: 1, chunks_per_part: 1, blocks: blocksOfTerms(4 * groups) },
      workgroups: grid(covering(quads, 2 * pairs)),
    }),
  };
}

function preludes({ weights }: KernelDtypes, { packedDot }: Tuning): readonly string[] {
  const bytes = weights && partsOf(weights).dtype === 'q4' ? bytesQ4 : bytesQ8;
  return packedDot ? [bytes, dotPacked] : [bytes, signedBytes, dotPlain];
}
