import addNorm from '../../shaders/add_norm.wgsl?raw';
import block from '../../shaders/add_norm_block.wgsl?raw';
import fours from '../../shaders/add_norm_fours.wgsl?raw';
import rowsEach from '../../shaders/add_norm_rows.wgsl?raw';
import halving from '../../shaders/lib/halving.wgsl?raw';
import normLanes from '../../shaders/lib/norm_lanes.wgsl?raw';
import normRow from '../../shaders/lib/norm_row.wgsl?raw';
import type { KernelSource } from '../gpu/kernel.ts';
import type { KernelCall } from '../gpu/kernel-call.ts';
import type { Tuning } from '../gpu/tuning.ts';
import { powerOfTwo } from '../numerics/power-of-two.ts';
import { covering, grid } from './grid.ts';
import { padded } from './packed-rows.ts';
import { type KernelDtypes, withDtypes } from './preludes.ts';

export interface AddNormBuffers<Data> {
  readonly sourceRows: Data; // (rows): row of the step
  readonly partials: Data; // (parts, step_rows, hidden) f32
  readonly gain: Data; // (hidden) f32
  readonly residual: Data; // (step_rows, hidden)
  readonly normed: Data; // (rows, hidden)
}

/** Adds `parts` partial sums, or none, to the residual stream and normalises `rows` of the step's rows. */
export type AddNormSizes = Readonly<Record<'rows' | 'stepRows' | 'hidden' | 'parts' | 'epsilon', number>>;

/** How a norm is run. */
export interface NormKernel {
  /** Names the kernel: those of one form differ in nothing that is compiled. */
  readonly form: string;
  source(dtypes: KernelDtypes): KernelSource;
  call<Data>(buffers: AddNormBuffers<Data>, sizes: AddNormSizes): KernelCall<Data>;
}

/** Threads of a workgroup from which on they are many enough to bring a row together. */
const MANY_THREADS = 64;
const MOST_THREADS = 256;
/** Rows of a workgroup whose threads have one each, as its text says, and from how many on they do. */
const ROWS_EACH = 4;

/**
 * Picks the kernel for the norms of a step of M = `stepRows` by what suits the adapter; never the bits. `lanes` is the plan's, a power of two from 16 on.
 */
export function normKernel(
  lanes: number,
  stepRows: number,
  hidden: number,
  { meetingThreads }: Pick<Tuning, 'meetingThreads'>,
): NormKernel {
  if (meetingThreads >= MANY_THREADS) return blockNorm(lanes, hidden);
  return stepRows >= ROWS_EACH ? rowsNorm(lanes) : foursNorm(lanes);
}

/** A workgroup to a row, with as many threads as its groups of four elements keep busy. */
export function blockNorm(lanes: number, hidden: number): NormKernel {
  const busy = powerOfTwo(padded(hidden) / 4);
  const threads = Math.max(lanes, MANY_THREADS, Math.min(MOST_THREADS, busy));
  const form = `block${lanes}x${threads}`;
  const constants = { LANES: lanes, THREADS: threads };
  return {
    form,
    source: (dtypes) => withDtypes(`add_norm_${form}`, dtypes, [normRow, block], constants),
    call: (buffers, sizes) => normCall(buffers, sizes, sizes.rows),
  };
}

/** A thread to a row. */
export function rowsNorm(lanes: number): NormKernel {
  const parts = [halving, normRow, normLanes, rowsEach];
  return {
    form: `rows${lanes}`,
    source: (dtypes) => withDtypes(`add_norm_rows${lanes}`, dtypes, parts, { LANES: lanes }),
    call: (buffers, sizes) => normCall(buffers, sizes, covering(sizes.rows, ROWS_EACH)),
  };
}

/** Four threads to a row. */
export function foursNorm(lanes: number): NormKernel {
  const parts = [halving, normRow, normLanes, fours];
  return {
    form: `fours${lanes}`,
    source: (dtypes) => withDtypes(`add_norm_fours${lanes}`, dtypes, parts, { LANES: lanes }),
    call: (buffers, sizes) => normCall(buffers, sizes, sizes.rows),
  };
}

function normCall<Data>(
  buffers: AddNormBuffers<Data>,
  sizes: AddNormSizes,
  workgroups: number,
): KernelCall<Data> {
  const { params, ...call } = addNormCall(buffers, sizes);
  return { ...call, params: { ...params, rows: sizes.rows }, workgroups: grid(workgroups) };
}

/** The text that visitors edit, which keeps its bindings and its workgroup to a row; the workgroup has at most a quarter as many threads as lanes. */
export function addNormSource(dtypes: KernelDtypes, lanes: number, { meetingThreads }: Tuning): KernelSource {
  return withDtypes(`add_norm_${lanes}`, dtypes, [addNorm], {
    LANES: lanes,
    THREADS: Math.min(lanes / 4, meetingThreads),
  });
}

export function addNormCall<Data>(
  { sourceRows, partials, gain, residual, normed }: AddNormBuffers<Data>,
  { rows, stepRows, hidden, parts, epsilon }: AddNormSizes,
): KernelCall<Data> {
  return {
    inputs: [sourceRows, partials, gain],
    outputs: [residual, normed],
    params: { step_rows: stepRows, groups: padded(hidden) / 4, parts, inverse_terms: 1 / hidden, epsilon },
    workgroups: grid(rows),
  };
}
