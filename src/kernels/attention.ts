import attention from '../../shaders/attention.wgsl?raw';
import lane4 from '../../shaders/lib/lane4.wgsl?raw';
import type { KernelSource } from '../gpu/kernel.ts';
import type { Tuning } from '../gpu/tuning.ts';
import type { ModelConfig } from '../model/config.ts';
import { attentionScale } from '../numerics/attention-plan.ts';
import { type KernelDtypes, withDtypes } from './preludes.ts';

export function attentionSource(
  dtypes: KernelDtypes,
  { heads, kvHeads, headDim }: Pick<ModelConfig, 'heads' | 'kvHeads' | 'headDim'>,
  { meetingThreads }: Tuning,
): KernelSource {
  const constants = {
    ...{ HEADS: heads, KV_HEADS: kvHeads, HEAD_DIM: headDim, SCALE: attentionScale(headDim) },
    THREADS: Math.min(64, meetingThreads),
  };
  return withDtypes('attention', dtypes, [lane4, attention], constants);
}
