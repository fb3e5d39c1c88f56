import { type WeightedSample, walkBoth, wholeSample } from './weighted-sample.ts';

/**
 * First Wasserstein (earth mover's) distance of two samples, in their unit: the area between their distribution functions. Throws
 * RangeError of an empty sample or of no numbers.
 */
export function wasserstein(a: readonly number[], b: readonly number[]): number {
  return wassersteinOf(wholeSample(a), wholeSample(b));
}

/** The same of samples that may be sketches. */
export function wassersteinOf(a: WeightedSample, b: WeightedSample): number {
  let area = 0;
  walkBoth(a, b, (from, to, shareA, shareB) => {
    area += Math.abs(shareA - shareB) * (to - from);
  });
  return area;
}
