import { elementsOf } from './graph.ts';
import type { ModelConfig } from './model-config.ts';
import type { ForEachWeight } from './model-weights.ts';

/** Dtypes of one number an element, which safetensors files have. */
export type PlainDtype = 'F32' | 'F16' | 'BF16';

/** Also GGUF's blocks of 32 weights along a row: a scale in f16, then 32 int8, or 16 bytes of two nibbles each. */
export type StoredDtype = PlainDtype | 'Q8_0' | 'Q4_0';

/** Bytes per element of each plain dtype. */
export const DTYPE_BYTES: Readonly<Record<PlainDtype, number>> = { F32: 4, F16: 2, BF16: 2 };

/** Weights of a block, and its bytes. */
export interface BlockSize {
  readonly weights: number;
  readonly bytes: number;
}

/** What the bytes of a dtype come in: a row of a tensor is so many whole blocks. */
export const DTYPE_BLOCK: Readonly<Record<StoredDtype, BlockSize>> = {
  F32: { weights: 1, bytes: 4 },
  F16: { weights: 1, bytes: 2 },
  BF16: { weights: 1, bytes: 2 },
  Q8_0: { weights: 32, bytes: 34 },
  Q4_0: { weights: 32, bytes: 18 },
};

/** Bytes of so many weights that are whole blocks. */
export function bytesOf(dtype: StoredDtype, weights: number): number {
  const block = DTYPE_BLOCK[dtype];
  return (weights / block.weights) * block.bytes;
}

export function isPlain(dtype: StoredDtype): dtype is PlainDtype {
  return DTYPE_BLOCK[dtype].weights === 1;
}

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
  return bytesOf(dtype, elementsOf(shape));
}

/** A checked checkpoint: every shape, offset and dtype agrees with the config. The head is the embedding itself where those are tied. */
export interface Checkpoint extends ForEachWeight<StoredTensor> {
  readonly config: ModelConfig;
  /** `sha256:` + hex digest of model.safetensors. */
  readonly hash: string;
  readonly parameters: number;
}
