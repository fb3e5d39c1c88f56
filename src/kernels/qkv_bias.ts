import qkvBias from '../../shaders/qkv_bias.wgsl?raw';
import type { KernelSource } from '../gpu/kernel.ts';
import type { KernelCall } from '../gpu/kernel-call.ts';
import type { ModelConfig } from '../model/model-config.ts';
import { covering, grid } from './grid.ts';
import { padded } from './packed-rows.ts';

export function qkvBiasSource(): KernelSource {
  return { label: 'qkv_bias', parts: [qkvBias] };
}

export interface QkvBiasBuffers<Data> {
  readonly bias: Data; // (heads + 2 * kv_heads, head_dim) f32
  readonly partials: Data; // (parts, rows, heads + 2 * kv_heads, head_dim) f32
}

/** Leaves finished sums with their biases in the place of the first part. */
export function qkvBiasCall<Data>(
  { bias, partials }: QkvBiasBuffers<Data>,
  { rows, parts }: Readonly<Record<'rows' | 'parts', number>>,
  { heads, kvHeads, headDim }: Pick<ModelConfig, 'heads' | 'kvHeads' | 'headDim'>,
): KernelCall<Data> {
  const groups = ((heads + 2 * kvHeads) * padded(headDim)) / 4;
  return {
    inputs: [bias],
    outputs: [partials],
    params: { rows, groups, parts },
    workgroups: grid(covering(groups, 64), rows),
  };
}
