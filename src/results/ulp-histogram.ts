import { bitsOf } from '../numerics/bits.ts';
import { ulpDistance32 } from '../numerics/ulp.ts';
import { signsDiffer } from './logit-diff.ts';

/** Distances between two vectors of f32, by powers of two; every element is in exactly one place. */
export interface UlpHistogram {
  /** Elements whose bits agree. */
  readonly zero: number;
  /** bins[k]: elements of one sign at a distance of 2^k to 2^(k+1) - 1 ulp; the last bin is not empty. */
  readonly bins: readonly number[];
  /** Elements whose signs differ: their distance counts every f32 between them and is no measure of size. */
  readonly crossing: number;
}

/** Of two (vocabulary) vectors of finite logits. */
export function ulpHistogram(a: Float32Array, b: Float32Array): UlpHistogram {
  const [bitsA, bitsB] = [bitsOf(a), bitsOf(b)];
  const bins: number[] = [];
  let zero = 0;
  let crossing = 0;
  for (let i = 0; i < a.length; i++) {
    if (bitsA[i] === bitsB[i]) zero++;
    else if (signsDiffer(bitsA[i], bitsB[i])) crossing++;
    else {
      // 31 - clz32 is the floor of log2 without a logarithm's rounding.
      const bin = 31 - Math.clz32(ulpDistance32(a[i], b[i]));
      while (bins.length <= bin) bins.push(0);
      bins[bin]++;
    }
  }
  return { zero, bins, crossing };
}
