import attention from '../../../shaders/fast/attention.wgsl?raw';
import type { KernelSource } from '../../gpu/kernel.ts';
import type { KernelCall } from '../../gpu/kernel-call.ts';
import type { ModelConfig } from '../../model/config.ts';
import { attentionScale } from '../../numerics/attention-plan.ts';
import { type AttentionBuffers, attentionCall } from '../attention.ts';
import { covering, grid } from '../grid.ts';
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
export function fastAttentionCall<Data>(
  buffers: AttentionBuffers<Data>,
  items: number,
  { heads, kvHeads }: Heads,
): KernelCall<Data> {
  const workgroups = grid(items, kvHeads, covering(heads / kvHeads, 4));
  return { ...attentionCall(buffers, items, { kvHeads }), workgroups };
}
