import { leastThat } from '../least.ts';
import { isRefuted } from './bernoulli-mixture.ts';
import { checkShare } from './counts.ts';
import type { ValueInterval } from './interval.ts';

/**
 * A quantile of what values were drawn from, with its interval at this look: one of a confidence sequence, so that all of them together hold
 * the true quantile with probability 1 - alpha at least, whatever the distribution. As a fixed sample's interval it goes from one order
 * statistic to another; which ones follows from how many values may lie below a quantile, which are Bernoulli trials (S. Howard and
 * A. Ramdas, "Sequential estimation of quantiles with applications to A/B testing and best-arm identification", Bernoulli 28, 2022, who
 * bound them in another way; M. Lindon, C. Sanden and V. Shirikian 2022 test deployments by such sequences). Values that are equal make it
 * wider, never wrong: where the quantile lies among equal values, lots drawn for them give exact trials between those below it and those at it.
 *
 * `sorted`: ascending, infinite ones allowed; an end that is not known yet is infinite. Throws RangeError of a share outside [0, 1].
 */
export function quantileSequence(sorted: ArrayLike<number>, share: number, alpha: number): ValueInterval {
  checkShare(share, 'a quantile');
  const { length } = sorted;
  if (length === 0)
    return { value: Number.NaN, low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };
  // By the inverse of the empirical distribution: the least value with so large a share at or below it.
  const middle = Math.max(1, Math.ceil(share * length));
  const out = (below: number) => isRefuted(below, length, share, alpha);
  const least = leastThat(0, middle, (below) => !out(below));
  const beyond = leastThat(middle, length + 1, (below) => below > length || out(below));
  return {
    value: sorted[middle - 1],
    low: least === 0 ? Number.NEGATIVE_INFINITY : sorted[least - 1],
    high: beyond > length ? Number.POSITIVE_INFINITY : sorted[beyond - 1],
  };
}
