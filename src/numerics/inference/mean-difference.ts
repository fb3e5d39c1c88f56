import studentCdf from '@stdlib/stats-base-dists-t-cdf';
import studentQuantile from '@stdlib/stats-base-dists-t-quantile';
import type { ValueInterval } from './interval.ts';
import type { Moments } from './moments.ts';

/** A difference with its 95 % interval and the two-sided p-value that it is 0. */
export interface TestedDifference extends ValueInterval {
  readonly p: number;
}

/** The mean with its 95 % interval by Student's t; unbounded of one value. Throws RangeError of none. */
export function meanOf(moments: Moments): ValueInterval {
  const { value, low, high } = meanTest(moments);
  return { value, low, high };
}

/** Whether a mean is 0, by Student's t: of differences of pairs it is the paired test. Throws RangeError of no values. */
export function meanTest({ n, mean, variance }: Moments): TestedDifference {
  if (n === 0) throw new RangeError('expected values, found none');
  return tested(mean, Math.sqrt(variance / n), n - 1);
}

/** The difference of two independent means, a less b, by B. L. Welch's test (1947), which lets variances differ. Throws RangeError of an empty sample. */
export function meanDifference(a: Moments, b: Moments): TestedDifference {
  if (a.n === 0 || b.n === 0) throw new RangeError('expected two samples, found an empty one');
  const [errorA, errorB] = [a.variance / a.n, b.variance / b.n];
  const both = errorA + errorB;
  const freedom = both ** 2 / (errorA ** 2 / (a.n - 1) + errorB ** 2 / (b.n - 1));
  return tested(a.mean - b.mean, Math.sqrt(both), freedom);
}

function tested(value: number, error: number, freedom: number): TestedDifference {
  if (Number.isNaN(error))
    return { value, low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY, p: 1 };
  // Values that are all alike: nothing scatters, so that a difference is either none or certain.
  if (error === 0) return { value, low: value, high: value, p: value === 0 ? 1 : 0 };
  const half = studentQuantile(0.975, freedom) * error;
  return {
    ...{ value, low: value - half, high: value + half },
    p: Math.min(1, 2 * studentCdf(-Math.abs(value) / error, freedom)),
  };
}
