import addNorm from '../../shaders/add_norm.wgsl?raw';
import type { KernelSource } from '../gpu/kernel.ts';
import type { Tuning } from '../gpu/tuning.ts';
import { type KernelDtypes, withDtypes } from './preludes.ts';

/** `lanes` is the plan's, a power of two from 16 on; the workgroup has at most a quarter as many threads. */
export function addNormSource(dtypes: KernelDtypes, lanes: number, { meetingThreads }: Tuning): KernelSource {
  return withDtypes(`add_norm_${lanes}`, dtypes, [addNorm], {
    LANES: lanes,
    THREADS: Math.min(lanes / 4, meetingThreads),
  });
}
