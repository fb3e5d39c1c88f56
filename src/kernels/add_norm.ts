import addNorm from '../../shaders/add_norm.wgsl?raw';
import type { KernelSource } from '../gpu/kernel.ts';
import type { KernelCall } from '../gpu/kernel-call.ts';
import type { Tuning } from '../gpu/tuning.ts';
import { grid } from './grid.ts';
import { padded } from './packed-rows.ts';
import { type KernelDtypes, withDtypes } from './preludes.ts';

/** `lanes` is the plan's, a power of two from 16 on; the workgroup has at most a quarter as many threads. */
export function addNormSource(dtypes: KernelDtypes, lanes: number, { meetingThreads }: Tuning): KernelSource {
  return withDtypes(`add_norm_${lanes}`, dtypes, [addNorm], {
    LANES: lanes,
    THREADS: Math.min(lanes / 4, meetingThreads),
  });
}

export interface AddNormBuffers<Data> {
  readonly sourceRows: Data; // (rows): row of the step
  readonly partials: Data; // (parts, step_rows, hidden) f32
  readonly gain: Data; // (hidden) f32
  readonly residual: Data; // (step_rows, hidden)
  readonly normed: Data; // (rows, hidden)
}

/** Adds `parts` partial sums, or none, to the residual stream and normalises `rows` of the step's rows. */
export function addNormCall<Data>(
  { sourceRows, partials, gain, residual, normed }: AddNormBuffers<Data>,
  {
    rows,
    stepRows,
    hidden,
    parts,
    epsilon,
  }: Readonly<Record<'rows' | 'stepRows' | 'hidden' | 'parts' | 'epsilon', number>>,
): KernelCall<Data> {
  return {
    inputs: [sourceRows, partials, gain],
    outputs: [residual, normed],
    params: { step_rows: stepRows, groups: padded(hidden) / 4, parts, inverse_terms: 1 / hidden, epsilon },
    workgroups: grid(rows),
  };
}
