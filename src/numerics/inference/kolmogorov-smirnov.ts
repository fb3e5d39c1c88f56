import { type WeightedSample, walkBoth, wholeSample } from './weighted-sample.ts';

/** Products of sample sizes up to which p is exact. */
const MOST_EXACT = 250_000;

export interface KolmogorovSmirnov {
  /** The largest distance between the two samples' distribution functions. */
  readonly d: number;
  readonly p: number;
  /** Whether by counting paths; else by Kolmogorov's limit, which is good from some 50 values a sample. */
  readonly exact: boolean;
}

/**
 * Two-sided test that two independent samples come from one distribution (N. V. Smirnov 1939): sees a change of spread or shape that a
 * test of means does not. With ties p is too large rather than too small. Throws RangeError of an empty sample or of no numbers.
 */
export function kolmogorovSmirnov(a: readonly number[], b: readonly number[]): KolmogorovSmirnov {
  return kolmogorovSmirnovOf(wholeSample(a), wholeSample(b));
}

/**
 * The same of samples that may be sketches. `error` is how far the sketches' distribution functions may be off, both together: p is
 * that of a distance smaller by so much, so that a sketch makes no alarm that the whole would not.
 */
export function kolmogorovSmirnovOf(a: WeightedSample, b: WeightedSample, error = 0): KolmogorovSmirnov {
  const d = distanceOf(a, b);
  const sure = Math.max(0, d - error);
  if (error === 0 && a.n * b.n <= MOST_EXACT) return { d, p: exactP(d, a.n, b.n), exact: true };
  return { d, p: kolmogorovP(sure * Math.sqrt((a.n * b.n) / (a.n + b.n))), exact: false };
}

function distanceOf(a: WeightedSample, b: WeightedSample): number {
  let largest = 0;
  walkBoth(a, b, (_, __, shareA, shareB) => {
    largest = Math.max(largest, Math.abs(shareA - shareB));
  });
  return largest;
}

/** Share of ways to merge the samples that come as far apart, path by path through the m by n grid (J. L. Hodges 1958). */
function exactP(distance: number, m: number, n: number): number {
  const bound = distance * m * n * (1 - 1e-12);
  const apart = (i: number, j: number) => Math.abs(i * n - j * m) >= bound;
  // Probability that the path through (i, j) has come that far by then.
  const far = Float64Array.from({ length: n + 1 }, (_, j) => (apart(0, j) ? 1 : 0));
  for (let j = 1; j <= n; j++) if (far[j - 1] === 1) far[j] = 1;
  for (let i = 1; i <= m; i++) {
    if (apart(i, 0)) far[0] = 1;
    for (let j = 1; j <= n; j++) far[j] = apart(i, j) ? 1 : (i * far[j] + j * far[j - 1]) / (i + j);
  }
  return Math.min(1, far[n]);
}

/** Tail of Kolmogorov's distribution; its other series where the first converges slowly. */
export function kolmogorovP(scaled: number): number {
  if (!(scaled > 0)) return 1;
  let sum = 0;
  if (scaled < 1) {
    for (let k = 1; k <= 20; k++) sum += Math.exp(-((2 * k - 1) ** 2 * Math.PI ** 2) / (8 * scaled ** 2));
    return 1 - (Math.sqrt(2 * Math.PI) / scaled) * sum;
  }
  for (let k = 1; k <= 20; k++) sum += (k % 2 === 1 ? 2 : -2) * Math.exp(-2 * k ** 2 * scaled ** 2);
  return Math.min(1, sum);
}
