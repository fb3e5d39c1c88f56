import topK from '../../shaders/top_k.wgsl?raw';
import type { KernelSource } from '../gpu/kernel.ts';
import type { Tuning } from '../gpu/tuning.ts';
import { withDtypes } from './preludes.ts';

/** How many of the highest logits each sampled row reports. */
export const TOP = 8;

export function topKSource({ meetingThreads }: Tuning): KernelSource {
  return withDtypes('top_k', {}, [topK], { TOP, THREADS: Math.min(128, meetingThreads) });
}
