import { checkCounts } from './counts.ts';

/** A share of successes with its interval, of 95 % where nothing else is said; all three lie in [0, 1]. */
export interface Proportion {
  readonly rate: number;
  readonly low: number;
  readonly high: number;
}

/** 97.5 % quantile of the standard normal distribution. */
export const Z95 = 1.959963984540054;

/**
 * Share of successes with Wilson's score interval (E. B. Wilson 1927), of 95 % but where another quantile `z` of the standard normal
 * distribution is given: 1 - alpha / 2. Its coverage is near 95 % on average, also for few
 * trials, and as low as 84 % in places near 0 and 1 (Brown, Cai, DasGupta 2001), where the textbook interval has no width. Throws
 * RangeError unless both are whole numbers with 0 <= passed <= total and total > 0.
 */
export function wilsonInterval(passed: number, total: number, z = Z95): Proportion {
  checkCounts(passed, total);
  return wilsonOfRate(passed / total, total, z);
}

/** The same of a share of so many trials, which need be no whole number: an effective sample's. */
export function wilsonOfRate(rate: number, total: number, z = Z95): Proportion {
  const spread = z ** 2 / total;
  const centre = (rate + spread / 2) / (1 + spread);
  const half = Math.sqrt(rate * (1 - rate) * spread + spread ** 2 / 4) / (1 + spread);
  // Rounding must not push the interval off the share where the two are equal in exact arithmetic.
  return {
    rate,
    low: rate === 0 ? 0 : Math.max(0, centre - half),
    high: rate === 1 ? 1 : Math.min(1, centre + half),
  };
}
