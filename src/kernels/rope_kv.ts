import ropeKv from '../../shaders/rope_kv.wgsl?raw';
import type { KernelSource } from '../gpu/kernel.ts';
import type { KernelCall } from '../gpu/kernel-call.ts';
import type { ModelConfig } from '../model/model-config.ts';
import { covering, grid } from './grid.ts';
import { padded } from './packed-rows.ts';
import { type KernelDtypes, withDtypes } from './preludes.ts';

export function ropeKvSource(
  dtypes: KernelDtypes,
  { heads, kvHeads, headDim }: Pick<ModelConfig, 'heads' | 'kvHeads' | 'headDim'>,
): KernelSource {
  return withDtypes('rope_kv', dtypes, [ropeKv], { HEADS: heads, KV_HEADS: kvHeads, HEAD_DIM: headDim });
}

export interface RopeKvBuffers<Data> {
  readonly partials: Data; // (parts, rows, heads + 2 * kv_heads, head_dim) f32
  readonly stepRows: Data; // (rows): position, slot of the cache
  readonly angles: Data; // (positions, head_dim / 2): cos, sin
  readonly q: Data; // (rows, heads, head_dim)
  readonly k: Data; // (slots, kv_heads, head_dim)
  readonly v: Data; // (slots, kv_heads, head_dim)
}

export function ropeKvCall<Data>(
  { partials, stepRows, angles, q, k, v }: RopeKvBuffers<Data>,
  { rows, parts }: Readonly<Record<'rows' | 'parts', number>>,
  { heads, kvHeads, headDim }: Pick<ModelConfig, 'heads' | 'kvHeads' | 'headDim'>,
): KernelCall<Data> {
  return {
    inputs: [partials, stepRows, angles],
    outputs: [q, k, v],
    params: { rows, parts },
    workgroups: grid(covering(((heads + 2 * kvHeads) * padded(headDim)) / 4, 64), rows),
  };
}
