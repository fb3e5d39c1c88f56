/** A share of successes with its 95 % interval; all three lie in [0, 1]. */
export interface Proportion {
  readonly rate: number;
  readonly low: number;
  readonly high: number;
}

/** 97.5 % quantile of the standard normal distribution. */
const Z95 = 1.959963984540054;

/**
 * Share of successes with Wilson's 95 % score interval (E. B. Wilson 1927), which holds its level for few trials and at
 * shares of 0 and 1, where the textbook interval has no width. Throws RangeError unless 0 <= passed <= total and total > 0.
 */
export function wilsonInterval(passed: number, total: number): Proportion {
  if (!(total > 0 && passed >= 0 && passed <= total)) {
    throw new RangeError(`expected 0 <= passed <= total and total > 0, found ${passed} of ${total}`);
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
 */
export function mcNemarExact(onlyA: number, onlyB: number): number {
  const disagreements = onlyA + onlyB;
  if (onlyA === onlyB) return 1;
  let logTerm = -disagreements * Math.LN2;
  let tail = Math.exp(logTerm);
  for (let k = 1; k <= Math.min(onlyA, onlyB); k++) {
    logTerm += Math.log((disagreements - k + 1) / k);
    tail += Math.exp(logTerm);
  }
  return Math.min(1, 2 * tail);
}
