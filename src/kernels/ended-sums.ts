import addSums from '../../shaders/add_sums.wgsl?raw';
import finishedSums from '../../shaders/lib/finished_sums.wgsl?raw';
import meetLanes from '../../shaders/lib/meet_lanes.wgsl?raw';
import scaleSums from '../../shaders/scale.wgsl?raw';
import sumsNorm from '../../shaders/sums_norm.wgsl?raw';
import type { KernelSource } from '../gpu/kernel.ts';
import type { KernelCall } from '../gpu/kernel-call.ts';
import type { Tuning } from '../gpu/tuning.ts';
import type { MathName } from '../numerics/math-name.ts';
import { covering, grid } from './grid.ts';
import { padded } from './packed-rows.ts';
import { type KernelDtypes, withDtypes } from './preludes.ts';

/** Sums that a product left: (parts, rows, hidden) f32. */
export type SumsSizes = Readonly<Record<'rows' | 'hidden' | 'parts', number>>;

/** What attention and MLP give is multiplied by. */
export function scaleSource(math: MathName = 'native'): KernelSource {
  return withDtypes('scale', { math }, [finishedSums, scaleSums]);
}

/** Leaves finished sums times `scale` in the place of the first part. */
export function scaleCall<Data>(
  partials: Data,
  { rows, hidden, parts, scale }: SumsSizes & { readonly scale: number },
): KernelCall<Data> {
  const groups = padded(hidden) / 4;
  return {
    inputs: [],
    outputs: [partials],
    params: { rows, groups, parts, scale },
    workgroups: grid(covering(groups, 64), rows),
  };
}

/** `lanes` is the plan's, a power of two from 16 on; the workgroup has at most a quarter as many threads. */
export function sumsNormSource(
  dtypes: KernelDtypes,
  lanes: number,
  { meetingThreads }: Tuning,
): KernelSource {
  const constants = { LANES: lanes, THREADS: Math.min(lanes / 4, meetingThreads) };
  return withDtypes(`sums_norm_${lanes}`, dtypes, [finishedSums, meetLanes, sumsNorm], constants);
}

export interface SumsNormBuffers<Data> {
  readonly gain: Data; // (hidden) f32
  readonly partials: Data; // (parts, rows, hidden) f32
  readonly normed: Data; // (rows, hidden)
}

/** Normalises finished sums, and leaves that times `scale` in the place of the first part. */
export function sumsNormCall<Data>(
  { gain, partials, normed }: SumsNormBuffers<Data>,
  { rows, hidden, parts, scale, epsilon }: SumsSizes & { readonly scale: number; readonly epsilon: number },
): KernelCall<Data> {
  return {
    inputs: [gain],
    outputs: [partials, normed],
    params: { rows, groups: padded(hidden) / 4, parts, inverse_terms: 1 / hidden, epsilon, scale },
    workgroups: grid(rows),
  };
}

export function addSumsSource(dtypes: KernelDtypes): KernelSource {
  return withDtypes('add_sums', dtypes, [addSums]);
}

export interface AddSumsBuffers<Data> {
  readonly sums: Data; // (rows, hidden) f32
  readonly residual: Data; // (rows, hidden)
}

/** Adds finished sums to the residual stream. */
export function addSumsCall<Data>(
  { sums, residual }: AddSumsBuffers<Data>,
  { rows, hidden }: Readonly<Record<'rows' | 'hidden', number>>,
): KernelCall<Data> {
  const groups = padded(hidden) / 4;
  return {
    inputs: [sums],
    outputs: [residual],
    params: { rows, groups },
    workgroups: grid(covering(groups, 64), rows),
  };
}
