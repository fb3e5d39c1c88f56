import { checkCounts, checkLevel } from './counts.ts';
import type { TwoByTwo } from './fisher.ts';
import type { ValueInterval } from './interval.ts';
import { normalQuantile } from './normal.ts';
import { wilsonInterval } from './wilson.ts';

/**
 * The difference of two independent shares, a less b, with its interval at 1 - alpha from both Wilson intervals (R. G. Newcombe, Statistics in
 * Medicine 17, 1998, method 10): it has width where a share is 0 or 1, and stays within [-1, 1]. Throws RangeError of counts that are none.
 */
export function twoShares({ passedA, totalA, passedB, totalB }: TwoByTwo, alpha = 0.05): ValueInterval {
  checkCounts(passedA, totalA);
  checkCounts(passedB, totalB);
  checkLevel(alpha);
  const z = normalQuantile(1 - alpha / 2);
  const [a, b] = [wilsonInterval(passedA, totalA, z), wilsonInterval(passedB, totalB, z)];
  const value = a.rate - b.rate;
  return {
    value,
    low: value - Math.hypot(a.rate - a.low, b.high - b.rate),
    high: value + Math.hypot(a.high - a.rate, b.rate - b.low),
  };
}
