import topK from '../../shaders/top_k.wgsl?raw';
import type { KernelSource } from '../gpu/kernel.ts';
import type { KernelCall } from '../gpu/kernel-call.ts';
import type { Tuning } from '../gpu/tuning.ts';
import { grid } from './grid.ts';
import { withDtypes } from './preludes.ts';

/** How many of the highest logits each sampled row reports. */
export const TOP = 8;

export function topKSource({ meetingThreads }: Tuning): KernelSource {
  return withDtypes('top_k', {}, [topK], { TOP, THREADS: Math.min(128, meetingThreads) });
}

export interface TopKBuffers<Data> {
  readonly logits: Data; // (rows, vocabulary) f32
  readonly top: Data; // (rows, TOP + 1): token and logit; last TOP and log-sum-exp
}

export function topKCall<Data>(
  { logits, top }: TopKBuffers<Data>,
  { rows, vocabulary }: Readonly<Record<'rows' | 'vocabulary', number>>,
): KernelCall<Data> {
  return { inputs: [logits], outputs: [top], params: { vocabulary }, workgroups: grid(rows) };
}
