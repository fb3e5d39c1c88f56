import type { ModelConfig } from './config.ts';

export type StoredDtype = 'F32' | 'F16' | 'BF16';

/** One tensor of a checkpoint, still in its stored bytes (little-endian). */
export interface StoredTensor {
  readonly name: string;
  readonly dtype: StoredDtype;
  /** As in the file: [out, in] for projections, [vocabulary, hidden] for the embedding, [hidden] for norms. */
  readonly shape: readonly number[];
  readonly bytes: Uint8Array;
}

export interface LayerTensors {
  readonly inputNorm: StoredTensor;
  readonly q: StoredTensor;
  readonly k: StoredTensor;
  readonly v: StoredTensor;
  readonly o: StoredTensor;
  readonly postNorm: StoredTensor;
  readonly gate: StoredTensor;
  readonly up: StoredTensor;
  readonly down: StoredTensor;
}

/** A checked checkpoint: every shape, offset and dtype agrees with the config. */
export interface Checkpoint {
  readonly config: ModelConfig;
  readonly embedding: StoredTensor;
  readonly layers: readonly LayerTensors[];
  readonly finalNorm: StoredTensor;
  /** The output head; the embedding itself where the config ties them. */
  readonly head: StoredTensor;
  /** `sha256:` + hex digest of model.safetensors. */
  readonly hash: string;
  readonly parameters: number;
}
