import type { BufferPool } from '../../gpu/buffers.ts';
import type { ModelConfig } from '../../model/model-config.ts';
import type { ArmSpec } from '../../steps/arm-spec.ts';
import { blockLayout } from './kv-cache.ts';

/** What moves need beside the cache. */
export interface MoveBuffers {
  /** One block: a copy reads and writes one buffer, which WebGPU does in no single command. */
  readonly through: GPUBuffer;
  /** As many blocks as one step may move out; null where there is no place for any. */
  readonly out: GPUBuffer | null;
}

export function createMoveBuffers(
  pool: BufferPool,
  spec: Pick<ArmSpec, 'limits' | 'activations'>,
  config: ModelConfig,
): MoveBuffers {
  const { blockBytes } = blockLayout(spec, config);
  const { blocks, hostBlocks = 0 } = spec.limits;
  const out = Math.min(blocks, hostBlocks);
  return {
    through: pool.storage('moved_block', blockBytes),
    out: out > 0 ? pool.readback('moved_out', out * blockBytes) : null,
  };
}
