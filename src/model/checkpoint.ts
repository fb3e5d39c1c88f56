import type { ModelConfig } from './config.ts';
import { elementsOf } from './graph.ts';
import type { ForEachWeight } from './model-weights.ts';

export type StoredDtype = 'F32' | 'F16' | 'BF16';

/** Bytes per element of each dtype that is read. */
export const DTYPE_BYTES: Readonly<Record<StoredDtype, number>> = { F32: 4, F16: 2, BF16: 2 };

/** Weights that are generated: element i is `levels[mixBits(key + i * 0x9e3779b1) >>> 20]`, bf16 bits (random-levels.ts). */
export interface GeneratedWeights {
  readonly key: number;
  readonly levels: Uint16Array;
}

/**
 * One tensor of a checkpoint, in its stored bytes (little-endian). Those of a large file or of a random model are nowhere in memory: they
 * are read or generated when they are asked for, which throws ModelError where that fails, and whoever asks keeps them no longer than it
 * needs them.
 */
export interface StoredTensor {
  readonly name: string;
  readonly dtype: StoredDtype;
  /** As in the file: [out, in] for projections, [vocabulary, hidden] for the embedding, [hidden] for norms. */
  readonly shape: readonly number[];
  /** All of them, anew each time unless they lie in memory. */
  readonly bytes: Uint8Array;
  /** Some of them; left out where all lie in memory. */
  read?(from: number, to: number): Uint8Array;
  /** Whence they follow, for a device to make them itself. */
  readonly generated?: GeneratedWeights;
}

/** Bytes `from` to `to` of a tensor's, without the others. */
export function tensorBytes(tensor: StoredTensor, from: number, to: number): Uint8Array {
  return tensor.read ? tensor.read(from, to) : tensor.bytes.subarray(from, to);
}

/** How many bytes a tensor has, reading none. */
export function tensorSize({ dtype, shape }: Pick<StoredTensor, 'dtype' | 'shape'>): number {
  return DTYPE_BYTES[dtype] * elementsOf(shape);
}

/** A checked checkpoint: every shape, offset and dtype agrees with the config. The head is the embedding itself where those are tied. */
export interface Checkpoint extends ForEachWeight<StoredTensor> {
  readonly config: ModelConfig;
  /** `sha256:` + hex digest of model.safetensors. */
  readonly hash: string;
  readonly parameters: number;
}
