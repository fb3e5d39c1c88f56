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
