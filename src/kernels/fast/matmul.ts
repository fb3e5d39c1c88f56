import foldNone from '../../../shaders/fast/lib/fold_none.wgsl?raw';
import foldSubgroup from '../../../shaders/fast/lib/fold_subgroup.wgsl?raw';
import outer from '../../../shaders/fast/lib/outer.wgsl?raw';
import block from '../../../shaders/fast/matmul_block.wgsl?raw';
import lanes from '../../../shaders/fast/matmul_lanes.wgsl?raw';
import staged from '../../../shaders/fast/matmul_staged.wgsl?raw';
import type { KernelSource } from '../../gpu/kernel.ts';
import type { KernelCall, Params, Workgroups } from '../../gpu/kernel-call.ts';
import type { Tuning } from '../../gpu/tuning.ts';
import { powerOfTwo } from '../../numerics/power-of-two.ts';
import { blockName, blockParts, blockShape, blockSource, blockThreads } from '../block-rows.ts';
import { type Epilogue, endingAlone, SUMS } from '../epilogues.ts';
import { covering, grid } from '../grid.ts';
import type { MatmulBuffers, MatmulKernel, Product } from '../matmul-kernel.ts';
import { type KernelDtypes, nativeOnly, withEpilogue } from '../preludes.ts';
import { fillsSubgroups, withSubgroups } from './subgroups.ts';

/** Workgroups that fill a large GPU: two for each of some 132 cores while each has little to do, twice that for tiles. */
const FILL = 264;
const FILL_TILES = 528;

/** Most rows that the lanes form takes. */
const FEW = 8;

/** The fastest way we know to run a product where its order is free; `subgroup` as `subgroupSize` gives it. */
export function fastMatmul(product: Product, tuning: Tuning, subgroup: number): MatmulKernel {
  const form = formOf(product, tuning, subgroup);
  return { ...form, source: (dtypes) => form.source(nativeOnly('fast matmul', dtypes)) };
}

function formOf(product: Product, tuning: Tuning, subgroup: number): MatmulKernel {
  if (tuning.largeBlocks) return blockForm(product, tuning.sharedRows);
  return product.rows <= FEW ? lanesForm(product, subgroup) : stagedForm(product);
}

/**
 * On a software adapter no form with barriers, workgroup memory or partial sums was faster than a plain loop. Measured on
 * SwiftShader, f32 x bf16, K = 256, N = 1,024: against the lane form's kernels 0.8 of the time at M = 1 and 0.7 at M = 8 and 64.
 */
function blockForm({ rows, groups, quads, epilogue = SUMS }: Product, shares: boolean): MatmulKernel {
  const shape = blockShape(rows, [groups], shares);
  const threads = blockThreads(epilogue);
  const ended = { rows: shape.rows, pairs: threads, threads };
  const { parts, constants } = blockParts(shape, threads, [outer]);
  const name = blockName(shape);
  const workgroups = grid(covering(quads, 2 * threads), covering(rows, shape.rows));
  return {
    form: `${name}+${epilogue.name}`,
    source: (dtypes) =>
      blockSource(shape, withEpilogue(`fast_${name}`, dtypes, epilogue, ended, [...parts, block], constants)),
    ...running(epilogue, 1, workgroups, { rows, groups, quads }),
  };
}

/** K over the lanes of a workgroup; narrow workgroups where wide ones are too few. */
function lanesForm({ rows, groups, quads, epilogue: asked = SUMS }: Product, subgroup: number): MatmulKernel {
  const held = powerOfTwo(rows);
  const across = Math.ceil(quads / 8) >= FILL ? 8 : 4;
  // Where no subgroup folds them, every thread's rows lie in workgroup memory: 128 times 8 are all that is guaranteed.
  const most = held > 4 && subgroup <= across ? 128 : 256;
  const threads = Math.min(most, Math.max(64, across * powerOfTwo(groups / 2)));
  const epilogue = endingAlone(asked);
  const form = `lanes${held}x${across}x${threads}`;
  const constants = { ROWS: held, QUADS: across, THREADS: threads };
  return {
    form: `${form}+${epilogue.name}`,
    source: (dtypes) => lanesSource(form, dtypes, epilogue, constants, subgroup),
    ...running(epilogue, 1, grid(covering(quads, across)), { rows, groups, quads }),
  };
}

function lanesSource(
  form: string,
  dtypes: KernelDtypes,
  epilogue: Epilogue,
  constants: { readonly ROWS: number; readonly QUADS: number; readonly THREADS: number },
  subgroup: number,
): KernelSource {
  const { ROWS: rows, QUADS: quads, THREADS: threads } = constants;
  const block = { rows, pairs: quads / 2, threads };
  const source = (fold: string) =>
    withEpilogue(`fast_${form}`, dtypes, epilogue, block, [outer, fold, lanes], constants);
  if (!fillsSubgroups(constants.THREADS, subgroup)) return source(foldNone);
  return withSubgroups(source(foldSubgroup), subgroup);
}

/** Tiles, with K split as often as it takes to fill the device, each part 64 terms or more; where it is, another kernel adds the parts. */
function stagedForm({ rows, groups, quads, epilogue: asked = SUMS }: Product): MatmulKernel {
  const tile = rows <= 32 ? 32 : 64;
  const [across, down] = [covering(quads, 16), covering(rows, tile)];
  const wanted = Math.max(1, Math.min(Math.floor(FILL_TILES / (across * down)), Math.floor(groups / 16)));
  const each = Math.ceil(groups / wanted / 8) * 8;
  const parts = Math.ceil(groups / each);
  const epilogue = parts === 1 ? endingAlone(asked) : SUMS;
  const block = { rows: tile, pairs: 8, threads: 2 * tile };
  return {
    form: `staged${tile}+${epilogue.name}`,
    source: (dtypes) =>
      withEpilogue(`fast_staged${tile}`, dtypes, epilogue, block, [outer, staged], { ROWS: tile }),
    ...running(epilogue, parts, grid(across, down, parts), { rows, groups, quads, groups_per_part: each }),
  };
}

/** All of these kernels bind alike, and none reads the bounds of a plan. */
function running(
  epilogue: Epilogue,
  parts: number,
  workgroups: Workgroups,
  params: Params,
): Pick<MatmulKernel, 'epilogue' | 'parts' | 'call'> {
  return {
    epilogue,
    parts,
    call: <Data>({ x, weights, ends }: MatmulBuffers<Data>): KernelCall<Data> => ({
      inputs: [x],
      outputs: [],
      epilogue: ends,
      ...{ weights, params, workgroups, parts },
    }),
  };
}
