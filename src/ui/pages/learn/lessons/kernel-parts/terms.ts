import { createRandom } from '../../../../../experiment/random.ts';
import { roundTo } from '../../../../../numerics/rounding.ts';

const toBf16 = roundTo('bf16');

/**
 * Values as activations and weights have them: bell-shaped around 0, of the given deviation, rounded to bf16. The same seed
 * gives the same values on every machine, and a longer list begins with the shorter one. Products of two are exact in f32, so
 * that a sum of them rounds in its additions only and does not depend on whether a device fuses multiply and add.
 */
export function sampleTerms(length: number, seed: number, deviation = 1): Float32Array<ArrayBuffer> {
  const random = createRandom(seed);
  // The sum of three uniform values in [-1, 1) has variance 1.
  const uniform = () => random.next() / 2 ** 31 - 1;
  return Float32Array.from({ length }, () =>
    toBf16(Math.fround((uniform() + uniform() + uniform()) * deviation)),
  );
}
