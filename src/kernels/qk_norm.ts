import qkNorm from '../../shaders/qk_norm.wgsl?raw';
import type { KernelSource } from '../gpu/kernel.ts';
import type { KernelCall } from '../gpu/kernel-call.ts';
import type { Tuning } from '../gpu/tuning.ts';
import type { ModelConfig } from '../model/model-config.ts';
import { grid } from './grid.ts';

/** `lanes` is the plan's, a power of two from 16 on; the workgroup has at most a quarter as many threads. */
export function qkNormSource(
  lanes: number,
  { heads, kvHeads, headDim }: Pick<ModelConfig, 'heads' | 'kvHeads' | 'headDim'>,
  { meetingThreads }: Tuning,
): KernelSource {
  const constants = {
    ...{ HEADS: heads, KV_HEADS: kvHeads, HEAD_DIM: headDim, INVERSE_TERMS: 1 / headDim },
    ...{ LANES: lanes, THREADS: Math.min(lanes / 4, meetingThreads) },
  };
  return { label: `qk_norm_${lanes}`, parts: [qkNorm], constants };
}

export interface QkNormBuffers<Data> {
  readonly gain: Data; // (2, head_dim) f32: of queries, of keys
  readonly partials: Data; // (parts, rows, heads + 2 * kv_heads, head_dim) f32
}

/** Leaves normalised queries and keys, and finished values, in the place of the first part. */
export function qkNormCall<Data>(
  { gain, partials }: QkNormBuffers<Data>,
  { rows, parts }: Readonly<Record<'rows' | 'parts', number>>,
  { heads, kvHeads, rmsNormEps }: Pick<ModelConfig, 'heads' | 'kvHeads' | 'rmsNormEps'>,
): KernelCall<Data> {
  return {
    inputs: [gain],
    outputs: [partials],
    params: { rows, parts, epsilon: rmsNormEps },
    workgroups: grid(heads + 2 * kvHeads, rows),
  };
}
