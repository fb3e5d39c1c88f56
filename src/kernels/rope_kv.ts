import ropeKv from '../../shaders/rope_kv.wgsl?raw';
import type { KernelSource } from '../gpu/kernel.ts';
import type { ModelConfig } from '../model/config.ts';
import { type KernelDtypes, withDtypes } from './preludes.ts';

export function ropeKvSource(dtypes: KernelDtypes, { heads, kvHeads, headDim }: ModelConfig): KernelSource {
  return withDtypes('rope_kv', dtypes, [ropeKv], { HEADS: heads, KV_HEADS: kvHeads, HEAD_DIM: headDim });
}
