import attentionMerge from '../../shaders/attention_merge.wgsl?raw';
import type { KernelSource } from '../gpu/kernel.ts';
import type { KernelCall } from '../gpu/kernel-call.ts';
import type { ModelConfig } from '../model/model-config.ts';
import { covering, grid } from './grid.ts';
import { padded } from './packed-rows.ts';
import { type KernelDtypes, withDtypes } from './preludes.ts';

export function attentionMergeSource(
  dtypes: KernelDtypes,
  { heads, headDim }: Pick<ModelConfig, 'heads' | 'headDim'>,
): KernelSource {
  return withDtypes('attention_merge', dtypes, [attentionMerge], { HEADS: heads, HEAD_DIM: headDim });
}

export interface AttentionMergeBuffers<Data> {
  readonly splits: Data; // (rows): first item, count
  readonly values: Data; // (items, heads, head_dim) f32
  readonly stats: Data; // (items, heads): max, sum
  readonly y: Data; // (rows, heads * head_dim)
}

export function attentionMergeCall<Data>(
  { splits, values, stats, y }: AttentionMergeBuffers<Data>,
  rows: number,
  { heads, headDim }: Pick<ModelConfig, 'heads' | 'headDim'>,
): KernelCall<Data> {
  const groups = padded(heads * headDim) / 4;
  return {
    inputs: [splits, values, stats],
    outputs: [y],
    params: { groups },
    workgroups: grid(covering(groups, 64), rows),
  };
}
