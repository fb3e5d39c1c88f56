import type { BufferPool } from '../../gpu/buffers.ts';
import { padded } from '../../kernels/packed-rows.ts';
import { ACTIVATION_BYTES } from '../../kernels/preludes.ts';
import type { ModelConfig } from '../../model/model-config.ts';
import type { ArmSpec } from '../../steps/arm-spec.ts';
import { BLOCK_POSITIONS } from '../../steps/kv-blocks.ts';

/** An arm's keys and values, by layer: (slots, kv_heads, head_dim), 16 slots a block. */
export interface KvCache {
  readonly k: readonly GPUBuffer[];
  readonly v: readonly GPUBuffer[];
}

/** Bytes that a block takes of one layer's keys, or values. */
function partBytes(
  { activations }: Pick<ArmSpec, 'activations'>,
  { kvHeads, headDim }: Pick<ModelConfig, 'kvHeads' | 'headDim'>,
): number {
  return BLOCK_POSITIONS * kvHeads * padded(headDim) * ACTIVATION_BYTES[activations];
}

/** How a block lies in an arm's cache. */
export interface BlockLayout {
  readonly partBytes: number;
  /** Bytes of all its parts: keys of all layers, then values. */
  readonly blockBytes: number;
  readonly text: string;
}

export function blockLayout(spec: Pick<ArmSpec, 'activations'>, config: ModelConfig): BlockLayout {
  const { layers, kvHeads, headDim } = config;
  const bytes = partBytes(spec, config);
  const text = `WebGPU ${spec.activations} ${layers} x ${kvHeads} x ${padded(headDim)}`;
  return { partBytes: bytes, blockBytes: 2 * layers * bytes, text };
}

export function createKvCache(
  pool: BufferPool,
  spec: Pick<ArmSpec, 'limits' | 'activations'>,
  config: ModelConfig,
): KvCache {
  const bytes = spec.limits.blocks * partBytes(spec, config);
  const cache = (label: string) =>
    Array.from({ length: config.layers }, (_, layer) => pool.storage(`layer${layer}.${label}`, bytes));
  return { k: cache('k_cache'), v: cache('v_cache') };
}

/** Sets all bits: not a number in every dtype. */
export function spoilKvCache(queue: GPUQueue, { k, v }: KvCache): void {
  for (const buffer of [...k, ...v]) queue.writeBuffer(buffer, 0, new Uint8Array(buffer.size).fill(0xff));
}
