import { checkLevel } from './counts.ts';
import { endBetween } from './end-between.ts';
import type { ValueInterval } from './interval.ts';
import { normalCdf, normalQuantile } from './normal.ts';

/** Pairs of yes and no: how many there are, and how many are yes on one side only. */
export interface PairedCounts {
  readonly onlyA: number;
  readonly onlyB: number;
  readonly pairs: number;
}

/**
 * Score statistic of T. Tango (Statistics in Medicine 17, 1998) that share a less share b is `difference`: about standard normal where
 * it is. Its variance is the one at that difference, so that it has width also where no pair disagrees; at 0 it is McNemar's. As a test
 * against a margin it is J.-M. Nam's (Biometrics 53, 1997). Throws RangeError of counts that are none and of a difference beyond [-1, 1].
 */
export function pairedScore(counts: PairedCounts, difference: number): number {
  checkPairs(counts);
  if (!(Math.abs(difference) <= 1))
    throw new RangeError(`expected a difference of shares in [-1, 1], found ${difference}`);
  const { onlyA, onlyB, pairs } = counts;
  // The likeliest share of pairs that are yes in b only, given the difference: the larger root of a quadratic.
  const linear = -onlyA - onlyB + (2 * pairs - onlyA + onlyB) * difference;
  const rest = -onlyB * difference * (1 - difference);
  const share = (Math.sqrt(Math.max(0, linear ** 2 - 8 * pairs * rest)) - linear) / (4 * pairs);
  const variance = pairs * (2 * share + difference * (1 - difference));
  const excess = onlyA - onlyB - pairs * difference;
  // No variance is left where the difference is impossible, or certain.
  if (variance <= 0) return excess === 0 ? 0 : Math.sign(excess) * Number.POSITIVE_INFINITY;
  return excess / Math.sqrt(variance);
}

/** The difference of paired shares, a less b, with Tango's interval at 1 - alpha: all that the score test does not refuse. */
export function pairedShares(counts: PairedCounts, alpha = 0.05): ValueInterval {
  checkPairs(counts);
  checkLevel(alpha);
  const z = normalQuantile(1 - alpha / 2);
  const value = (counts.onlyA - counts.onlyB) / counts.pairs;
  return { value, low: end(counts, value, -1, z), high: end(counts, value, 1, -z) };
}

/**
 * The larger of the two one-sided p-values that the difference lies beyond -margin or +margin (TOST: D. J. Schuirmann 1987), by the
 * score test, whose false claims stay nearer the level than those of Wald's (Nam 1997).
 */
export function pairedSharesEquivalence(counts: PairedCounts, margin: number): number {
  return Math.max(normalCdf(-pairedScore(counts, -margin)), normalCdf(pairedScore(counts, margin)));
}

/** Between the value and an outer bound, where the score falls through z. */
function end(counts: PairedCounts, value: number, outer: number, z: number): number {
  const beyond = (difference: number) => {
    const score = pairedScore(counts, difference);
    return outer < 0 ? score > z : score < z;
  };
  return endBetween({ inside: value, outside: outer }, 60, beyond).inside;
}

export function checkPairs({ onlyA, onlyB, pairs }: PairedCounts): void {
  const whole = [onlyA, onlyB, pairs].every((count) => Number.isSafeInteger(count) && count >= 0);
  if (whole && pairs > 0 && onlyA + onlyB <= pairs) return;
  throw new RangeError(
    `expected whole numbers with onlyA + onlyB <= pairs and pairs > 0, found ${onlyA} and ${onlyB} of ${pairs}`,
  );
}
