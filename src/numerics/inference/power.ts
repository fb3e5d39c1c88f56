import { binomialProbabilities } from './binomial.ts';
import { binomialPValues } from './binomial-test.ts';
import { checkCounts, checkLevel, checkShare } from './counts.ts';
import { mcNemarExact } from './mcnemar.ts';

/** What is left of the normal distribution beyond so many standard deviations is no part of an enumeration: 1e-14. */
const BEYOND = 8;

/**
 * Probability that the exact two-sided binomial test against a share that is known sees the truth, by enumeration of all counts. A
 * tracker that knows 57 % and draws 50 tasks a day sees 45 % so: 0.39 at 0.05.
 */
export function powerAgainstKnown(design: {
  n: number;
  known: number;
  truth: number;
  alpha: number;
}): number {
  const { n, known, truth, alpha } = checked(design, [design.known, design.truth]);
  const pValues = binomialPValues(binomialProbabilities(n, known), 'two-sided');
  return binomialProbabilities(n, truth).reduce(
    (sum, chance, passed) => (pValues[passed] <= alpha ? sum + chance : sum),
    0,
  );
}

/**
 * Probability that McNemar's exact test of n pairs sees a difference, where a pair passes in a alone with chance `onlyA` and in b alone
 * with chance `onlyB`; by enumeration of the pairs that disagree and of how they do.
 */
export function powerOfPairedShares(design: {
  n: number;
  onlyA: number;
  onlyB: number;
  alpha: number;
}): number {
  const { n, onlyA, onlyB, alpha } = checked(design, [
    design.onlyA,
    design.onlyB,
    design.onlyA + design.onlyB,
  ]);
  const discordance = onlyA + onlyB;
  if (discordance === 0) return 0;
  let power = 0;
  for (const [disagreeing, chance] of likely(n, discordance)) {
    const most = mostOnOneSide(disagreeing, alpha);
    if (most < 0) continue;
    const sides = binomialProbabilities(disagreeing, Math.min(1, onlyA / discordance));
    for (let k = 0; k <= most; k++) power += chance * (sides[k] + sides[disagreeing - k]);
  }
  return Math.min(1, power);
}

/**
 * A number of observations at which `power` reaches the target and with one fewer does not, by doubling and halving; exact tests' power
 * is a saw-tooth of n, and larger n may fall short of the target again by a count. Null where `most` do not reach it.
 */
export function sampleSize(power: (n: number) => number, target: number, most = 100_000): number | null {
  checkLevel(target);
  let high = 1;
  while (high < most && power(high) < target) high = Math.min(most, high * 2);
  if (power(high) < target) return null;
  let low = 0;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (power(middle) < target) low = middle;
    else high = middle;
  }
  return high;
}

function checked<T extends { n: number; alpha: number }>(design: T, shares: readonly number[]): T {
  checkCounts(0, design.n);
  checkLevel(design.alpha);
  for (const share of shares) checkShare(share, 'shares');
  return design;
}

/** Counts with their probabilities, but for those that never come. */
function likely(total: number, share: number): [number, number][] {
  const reach = BEYOND * Math.sqrt(total * share * (1 - share)) + BEYOND;
  return [...binomialProbabilities(total, share).entries()].filter(
    ([count]) => Math.abs(count - total * share) <= reach,
  );
}

/** The most that the smaller side of so many disagreements may have where the test rejects; -1: nothing rejects. */
function mostOnOneSide(disagreeing: number, alpha: number): number {
  let low = -1;
  let high = Math.floor(disagreeing / 2) + 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (mcNemarExact(middle, disagreeing - middle) <= alpha) low = middle;
    else high = middle;
  }
  return low;
}
