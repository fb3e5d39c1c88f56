import type { BufferPool } from '../../gpu/buffers.ts';
import { padded } from '../../kernels/packed-rows.ts';
import { ACTIVATION_BYTES } from '../../kernels/preludes.ts';
import type { ModelConfig } from '../../model/config.ts';
import type { ArmSpec } from '../../steps/arm-spec.ts';
import { BLOCK_POSITIONS } from '../../steps/kv-blocks.ts';

/** An arm's keys and values, by layer: (slots, kv_heads, head_dim), 16 slots a block. */
export interface KvCache {
  readonly k: readonly GPUBuffer[];
  readonly v: readonly GPUBuffer[];
}

export function createKvCache(
  pool: BufferPool,
  { limits, activations }: Pick<ArmSpec, 'limits' | 'activations'>,
  { layers, kvHeads, headDim }: ModelConfig,
): KvCache {
  const elements = limits.blocks * BLOCK_POSITIONS * kvHeads * padded(headDim);
  const cache = (label: string) =>
    Array.from({ length: layers }, (_, layer) =>
      pool.storage(`layer${layer}.${label}`, elements * ACTIVATION_BYTES[activations]),
    );
  return { k: cache('k_cache'), v: cache('v_cache') };
}

/** Sets all bits: not a number in every dtype. */
export function spoilKvCache(queue: GPUQueue, { k, v }: KvCache): void {
  for (const buffer of [...k, ...v]) queue.writeBuffer(buffer, 0, new Uint8Array(buffer.size).fill(0xff));
}
