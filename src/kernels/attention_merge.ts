import attentionMerge from '../../shaders/attention_merge.wgsl?raw';
import type { KernelSource } from '../gpu/kernel.ts';
import type { ModelConfig } from '../model/config.ts';
import { type KernelDtypes, withDtypes } from './preludes.ts';

export function attentionMergeSource(
  dtypes: KernelDtypes,
  { heads, headDim }: Pick<ModelConfig, 'heads' | 'headDim'>,
): KernelSource {
  return withDtypes('attention_merge', dtypes, [attentionMerge], { HEADS: heads, HEAD_DIM: headDim });
}
