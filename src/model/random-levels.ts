import { mixBits } from '../numerics/gumbel.ts';
import { bf16Bits } from '../numerics/rounding.ts';
import type { GeneratedWeights, StoredTensor } from './checkpoint.ts';
import { elementsOf, type Weight } from './graph.ts';
import { ModelError } from './model-error.ts';
import { isBias } from './model-weights.ts';

/** How many values a weight may have: the high 12 bits of its hash choose. */
const LEVELS = 4096;
/** Gains are within a quarter of 1. */
const GAIN_RANGE = 0.25;
/** Biases are within 1 of 0, where the sums that they are added to have a variance of 1. */
const BIAS_RANGE = 1;
/** 2^32 over the golden ratio: neighbours begin far apart. */
const STRIDE = 0x9e37_79b1;

/**
 * How the weights of a tensor follow from the model's seed, the tensor's index and each element's, in whatever order they are asked for;
 * shaders/lib/rows_generated.wgsl is the same on a device. A tensor may have 2^32 elements.
 */
export function generatedWeights(weight: Weight, seed: number, index: number): GeneratedWeights {
  const [mean, range] = spreadOf(weight);
  return { key: mixBits((seed ^ mixBits(index + 1)) >>> 0), levels: levels(mean, range) };
}

function spreadOf(weight: Weight): readonly [mean: number, range: number] {
  if (weight.shape.length > 1) return [0, Math.sqrt(3 / weight.shape[1])];
  return isBias(weight) ? [0, BIAS_RANGE] : [1, GAIN_RANGE];
}

/** The bf16 bits of elements `from` to `to`. */
export function generatedBits(
  { key, levels }: GeneratedWeights,
  from: number,
  to: number,
): Uint16Array<ArrayBuffer> {
  const bits = new Uint16Array(to - from);
  // `mixBits`, written out: a call for each of a hundred million takes twice as long.
  for (let i = 0; i < bits.length; i++) {
    let h = (key + Math.imul(from + i, STRIDE)) | 0;
    h = Math.imul(h ^ (h >>> 16), 0x7feb_352d);
    h = Math.imul(h ^ (h >>> 15), 0x846c_a68b);
    bits[i] = levels[(h ^ (h >>> 16)) >>> 20];
  }
  return bits;
}

/** A tensor of such weights, which lies nowhere: its bytes are generated when they are asked for. */
export class GeneratedTensor implements StoredTensor {
  readonly name: string;
  readonly dtype = 'BF16';
  readonly shape: readonly number[];
  readonly generated: GeneratedWeights;

  constructor(name: string, shape: readonly number[], generated: GeneratedWeights) {
    this.name = name;
    this.shape = shape;
    this.generated = generated;
  }

  get bytes(): Uint8Array {
    return this.read(0, 2 * elementsOf(this.shape));
  }

  read(from: number, to: number): Uint8Array {
    const first = Math.floor(from / 2);
    try {
      const bits = generatedBits(this.generated, first, Math.ceil(to / 2));
      return new Uint8Array(bits.buffer, from - 2 * first, to - from);
    } catch (cause) {
      const wanted = (to - from).toLocaleString('en');
      throw new ModelError(this.name, `expected ${wanted} bytes of memory, found less`, { cause });
    }
  }
}

/** Evenly from `mean - range` to `mean + range`, as bf16. */
function levels(mean: number, range: number): Uint16Array {
  return Uint16Array.from({ length: LEVELS }, (_, i) => bf16Bits(mean + range * ((2 * i + 1) / LEVELS - 1)));
}
