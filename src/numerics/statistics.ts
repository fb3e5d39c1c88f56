/** A share of successes with its 95 % interval; all three lie in [0, 1]. */
export interface Proportion {
  readonly rate: number;
  readonly low: number;
  readonly high: number;
}

/** 97.5 % quantile of the standard normal distribution. */
const Z95 = 1.959963984540054;

/**
 * Share of successes with Wilson's 95 % score interval (E. B. Wilson 1927). Its coverage is near 95 % on average, also for few
 * trials, and as low as 84 % in places near 0 and 1 (Brown, Cai, DasGupta 2001), where the textbook interval has no width. Throws
 * RangeError unless both are whole numbers with 0 <= passed <= total and total > 0.
 */
export function wilsonInterval(passed: number, total: number): Proportion {
  if (
    !(
      Number.isSafeInteger(passed) &&
      Number.isSafeInteger(total) &&
      total > 0 &&
      passed >= 0 &&
      passed <= total
    )
  ) {
    throw new RangeError(
      `expected whole numbers, 0 <= passed <= total and total > 0, found ${passed} of ${total}`,
    );
  }
  const rate = passed / total;
  const spread = Z95 ** 2 / total;
  const centre = (rate + spread / 2) / (1 + spread);
  const half = Math.sqrt(rate * (1 - rate) * spread + spread ** 2 / 4) / (1 + spread);
  // Rounding must not push the interval off the share where the two are equal in exact arithmetic.
  return {
    rate,
    low: passed === 0 ? 0 : Math.max(0, centre - half),
    high: passed === total ? 1 : Math.min(1, centre + half),
  };
}

/**
 * Two-sided p-value of McNemar's exact test on paired pass or fail: `onlyA` pairs passed in a alone, `onlyB` in b alone; pairs
 * that agree say nothing. Under no difference a disagreement falls either way like a fair coin, so that p is twice the smaller
 * tail of Binomial(onlyA + onlyB, 1/2), at most 1. Summed from logarithms: 2^-n underflows past a thousand disagreements.
 * Throws RangeError unless both are whole numbers of at least 0.
 */
export function mcNemarExact(onlyA: number, onlyB: number): number {
  if (![onlyA, onlyB].every((count) => Number.isSafeInteger(count) && count >= 0)) {
    throw new RangeError(`expected two whole numbers of at least 0, found ${onlyA} and ${onlyB}`);
  }
  const disagreements = onlyA + onlyB;
  // Both tails meet in the middle: exactly 1, where the sum of logarithms would end an ulp below.
  if (Math.abs(onlyA - onlyB) <= 1) return 1;
  let logTerm = -disagreements * Math.LN2;
  let tail = Math.exp(logTerm);
  for (let k = 1; k <= Math.min(onlyA, onlyB); k++) {
    logTerm += Math.log((disagreements - k + 1) / k);
    tail += Math.exp(logTerm);
  }
  return Math.min(1, 2 * tail);
}
