import { kvMemory, weightMemory } from '../../engines/webgpu/memory.ts';
import type { ExperimentArm } from '../../experiment/schema.ts';
import type { Checkpoint } from '../../model/checkpoint.ts';
import { storedFormat } from '../../model/stored-format.ts';
import { blocksFor } from '../../steps/kv-blocks.ts';

/** What a request reads at its last step. */
export interface UnitBytes {
  /** All weights in the arm's format. */
  readonly weights: number;
  /** Blocks of keys and values. */
  readonly cache: number;
}

/** Of a request of so many positions, prompt and answer together. */
export function unitBytes(
  { config, embedding }: Checkpoint,
  { weights, dtype }: Pick<ExperimentArm, 'weights' | 'dtype'>,
  positions: number,
): UnitBytes {
  const format = weights === 'stored' ? storedFormat(embedding.dtype) : weights;
  const limits = { blocks: blocksFor(positions) };
  return {
    weights: weightMemory(config, format).total,
    cache: kvMemory(config, { limits, activations: dtype }),
  };
}
