import { checkCounts, checkLevel, checkShare } from './counts.ts';

/** log(n!) for n = 0, 1, …, as far as it was asked for. */
const LOG_FACTORIALS = [0];

/**
 * Logarithm of a test martingale of so many successes among so many trials, of which each is a success with probability `share`: the
 * likelihood ratio against shares mixed uniformly over [0, 1] (J. Ville 1939; H. Robbins 1970; the mixture SPRT), which is
 * B(s + 1, n - s + 1) / (share^s (1 - share)^(n - s)). Begun at 1, it ever reaches 1 / alpha with probability at most alpha, however often
 * it is looked at. Throws RangeError of counts or a share that are none.
 */
export function logMixture(passed: number, total: number, share: number): number {
  checkCounts(passed, total);
  checkShare(share, 'a share');
  const failed = total - passed;
  return (
    logFactorial(passed) +
    logFactorial(failed) -
    logFactorial(total + 1) -
    power(share, passed) -
    power(1 - share, failed)
  );
}

/** Whether a share is refuted by the trials so far, at any look, at level alpha. */
export function isRefuted(passed: number, total: number, share: number, alpha: number): boolean {
  checkLevel(alpha);
  return logMixture(passed, total, share) >= -Math.log(alpha);
}

function power(base: number, exponent: number): number {
  return exponent === 0 ? 0 : exponent * Math.log(base);
}

function logFactorial(n: number): number {
  for (let next = LOG_FACTORIALS.length; next <= n; next++)
    LOG_FACTORIALS.push(LOG_FACTORIALS[next - 1] + Math.log(next));
  return LOG_FACTORIALS[n];
}
