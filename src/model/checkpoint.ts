import type { ModelConfig } from './config.ts';
import type { ForEachWeight } from './model-weights.ts';

export type StoredDtype = 'F32' | 'F16' | 'BF16';

/** One tensor of a checkpoint, still in its stored bytes (little-endian). */
export interface StoredTensor {
  readonly name: string;
  readonly dtype: StoredDtype;
  /** As in the file: [out, in] for projections, [vocabulary, hidden] for the embedding, [hidden] for norms. */
  readonly shape: readonly number[];
  readonly bytes: Uint8Array;
}

/** A checked checkpoint: every shape, offset and dtype agrees with the config. The head is the embedding itself where those are tied. */
export interface Checkpoint extends ForEachWeight<StoredTensor> {
  readonly config: ModelConfig;
  /** `sha256:` + hex digest of model.safetensors. */
  readonly hash: string;
  readonly parameters: number;
}
