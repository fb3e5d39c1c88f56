import betaQuantile from '@stdlib/stats-base-dists-beta-quantile';
import { checkCounts, checkLevel } from './counts.ts';
import type { ValueInterval } from './interval.ts';

/**
 * A share with its exact interval (C. J. Clopper and E. S. Pearson 1934): each end is the share at which the binomial tail beyond
 * the count is alpha / 2. It never covers less than 1 - alpha, and mostly more. Throws RangeError of counts that are none.
 */
export function clopperPearson(passed: number, total: number, alpha = 0.05): ValueInterval {
  checkCounts(passed, total);
  checkLevel(alpha);
  return {
    value: passed / total,
    low: passed === 0 ? 0 : betaQuantile(alpha / 2, passed, total - passed + 1),
    high: passed === total ? 1 : betaQuantile(1 - alpha / 2, passed + 1, total - passed),
  };
}
