import { bf16Bits } from '../numerics/rounding.ts';
import { assembleCheckpoint } from './assemble.ts';
import type { Checkpoint, StoredTensor } from './checkpoint.ts';
import type { ModelConfig } from './config.ts';
import { elementsOf, tensorsOf, type Weight } from './graph.ts';
import { ModelError } from './model-error.ts';
import { modelGraph } from './model-graph.ts';
import { isBias } from './model-weights.ts';

/** How many values a weight may have. */
const LEVELS = 4096;
/** Gains are within a quarter of 1. */
const GAIN_RANGE = 0.25;
/** Biases are within 1 of 0, where the sums that they are added to have a variance of 1. */
const BIAS_RANGE = 1;

export interface Generating {
  readonly seed: number;
  readonly hash: string;
  /** Hears after each tensor how many bytes of how many there are; may wait, or throw to end it. */
  onTensor?(bytes: number, total: number): Promise<void>;
}

/** Bytes of a config's random weights: bf16, a tied head once. */
export function randomBytes(config: ModelConfig): number {
  return tensorsOf(modelGraph(config)).reduce((sum, { shape }) => sum + 2 * elementsOf(shape), 0);
}

/**
 * A bf16 checkpoint of random weights: the same config and seed give the same bits on every machine, since only integers are drawn,
 * and the few values that they choose from come by operations that IEEE 754 rounds one way. Matrices are uniform with mean 0 and
 * variance 1 / in (so is the embedding, which makes logits of a tied head of order 1), gains uniform within a quarter of 1, biases
 * within 1 of 0.
 * Throws ModelError where memory does not suffice, and what `onTensor` throws.
 */
export async function randomCheckpoint(
  config: ModelConfig,
  { seed, hash, onTensor }: Generating,
): Promise<Checkpoint> {
  const total = randomBytes(config);
  const tensors = new Map<string, StoredTensor>();
  let bytes = 0;
  for (const [index, weight] of tensorsOf(modelGraph(config)).entries()) {
    const tensor = randomTensor(weight, mixed(seed, index));
    tensors.set(tensor.name, tensor);
    bytes += tensor.bytes.length;
    if (onTensor) await onTensor(bytes, total);
  }
  return assembleCheckpoint(config, tensors, hash);
}

function randomTensor(place: Weight, state: number): StoredTensor {
  const { tensor: name, shape } = place;
  const bits = allocate(name, elementsOf(shape));
  if (shape.length === 1) fill(bits, isBias(place) ? levels(0, BIAS_RANGE) : levels(1, GAIN_RANGE), state);
  else fill(bits, levels(0, Math.sqrt(3 / shape[1])), state);
  return { name, dtype: 'BF16', shape, bytes: new Uint8Array(bits.buffer) };
}

function allocate(name: string, elements: number): Uint16Array<ArrayBuffer> {
  try {
    return new Uint16Array(elements);
  } catch (cause) {
    const wanted = (2 * elements).toLocaleString('en');
    throw new ModelError(name, `expected ${wanted} bytes of memory, found less`, { cause });
  }
}

/** Evenly from `mean - range` to `mean + range`, as bf16: quicker than rounding each of a hundred million. */
function levels(mean: number, range: number): Uint16Array {
  return Uint16Array.from({ length: LEVELS }, (_, i) => bf16Bits(mean + range * ((2 * i + 1) / LEVELS - 1)));
}

function fill(bits: Uint16Array, values: Uint16Array, start: number): void {
  let state = start;
  for (let i = 0; i < bits.length; i++) {
    // Marsaglia's xorshift; its high bits choose.
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    bits[i] = values[state >>> 20];
  }
}

/** Where a tensor's draws begin: a Weyl sequence through MurmurHash3's finaliser, never 0, where xorshift would stay. */
function mixed(seed: number, index: number): number {
  let word = (seed + Math.imul(index + 1, 0x9e37_79b9)) >>> 0;
  word = Math.imul(word ^ (word >>> 16), 0x85eb_ca6b);
  word = Math.imul(word ^ (word >>> 13), 0xc2b2_ae35);
  return (word ^ (word >>> 16)) >>> 0 || 1;
}
