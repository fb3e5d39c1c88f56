import attention from '../../../shaders/fast/attention.wgsl?raw';
import type { KernelSource } from '../../gpu/kernel.ts';
import type { ModelConfig } from '../../model/config.ts';
import { attentionScale } from '../../numerics/attention-plan.ts';
import type { KernelDtypes } from '../preludes.ts';
import { meeting } from './add_norm.ts';

type Heads = Pick<ModelConfig, 'heads' | 'kvHeads' | 'headDim'>;

/** Keys that a workgroup scores at a time, one a thread. */
const THREADS = 128;

/** FlashDecoding on a GPU. */
export function fastAttentionSource(
  dtypes: KernelDtypes,
  { heads, kvHeads, headDim }: Heads,
  subgroup: number,
): KernelSource {
  const constants = {
    ...{ HEADS: heads, KV_HEADS: kvHeads, HEAD_DIM: headDim, SCALE: attentionScale(headDim) },
    THREADS,
  };
  return meeting('fast_attention', dtypes, attention, constants, subgroup);
}

/** A workgroup for each item, KV head and four of the query heads that share it. */
export function fastAttentionWorkgroups(
  items: number,
  { heads, kvHeads }: Heads,
): readonly [number, number, number] {
  return [items, kvHeads, Math.ceil(heads / kvHeads / 4)];
}
