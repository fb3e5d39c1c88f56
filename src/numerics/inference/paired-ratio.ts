import { checkLevel } from './counts.ts';
import { endBetween } from './end-between.ts';
import type { ValueInterval } from './interval.ts';
import { normalQuantile } from './normal.ts';
import { checkPairs, type PairedCounts } from './paired-shares.ts';

/** How many pairs are yes on both sides, beside those of `PairedCounts`. */
interface PairedYes extends PairedCounts {
  readonly both: number;
}

/**
 * Score statistic of N.-S. Tang, M.-L. Tang and I. S. F. Chan (Statistics in Medicine 22, 2003) that share a is `ratio` times share b: about standard
 * normal where it is. Its variance is the one at that ratio, so that it has width also where no pair disagrees; at 1 it is McNemar's. Throws
 * RangeError of counts that are none and of a ratio that is not above 0.
 */
export function pairedRatioScore(counts: PairedYes, ratio: number): number {
  checkYes(counts);
  if (!(ratio > 0 && Number.isFinite(ratio)))
    throw new RangeError(`expected a ratio above 0, found ${ratio}`);
  const { both, onlyA, onlyB, pairs } = counts;
  const [yesA, yesB] = [both + onlyA, both + onlyB];
  const some = (both + onlyA + onlyB) / pairs;
  // The likeliest share of pairs that are yes in b only, given the ratio: the larger root of a quadratic.
  const square = pairs * (1 + ratio);
  const linear = yesB * ratio ** 2 - yesA - 2 * onlyB;
  const rest = onlyB * (1 - ratio) * some;
  const share = (Math.sqrt(Math.max(0, linear ** 2 - 4 * square * rest)) - linear) / (2 * square);
  const variance = pairs * ((1 + ratio) * share + (ratio - 1) * some);
  const excess = yesA - ratio * yesB;
  if (variance <= 0) return excess === 0 ? 0 : Math.sign(excess) * Number.POSITIVE_INFINITY;
  return excess / Math.sqrt(variance);
}

/** The ratio of paired shares, a over b, with the score interval at 1 - alpha. Where b has no yes the ratio is unbounded: NaN, 0 and infinity. */
export function pairedRatio(counts: PairedYes, alpha = 0.05): ValueInterval {
  checkYes(counts);
  checkLevel(alpha);
  const z = normalQuantile(1 - alpha / 2);
  const { both, onlyA, onlyB } = counts;
  const [yesA, yesB] = [both + onlyA, both + onlyB];
  if (yesB === 0) return { value: Number.NaN, low: 0, high: Number.POSITIVE_INFINITY };
  const value = yesA / yesB;
  return { value, low: yesA === 0 ? 0 : end(counts, value, z, -1), high: end(counts, value, -z, 1) };
}

/** Of a logarithm: what is looked at lies between 6 in a million and 160,000. */
const FURTHEST = 12;

/** From the value outwards by its logarithm, to where the score falls through z. */
function end(counts: PairedYes, value: number, z: number, direction: 1 | -1): number {
  const beyond = (log: number) => {
    const score = pairedRatioScore(counts, Math.exp(log));
    return direction < 0 ? score > z : score < z;
  };
  // A ratio of 0 has a score at any other one.
  const inside = value === 0 ? -FURTHEST : Math.log(value);
  let outside = inside + direction;
  while (!beyond(outside) && Math.abs(outside) < FURTHEST) outside += direction;
  return Math.exp(endBetween({ inside, outside }, 80, beyond).inside);
}

function checkYes(counts: PairedYes): void {
  checkPairs(counts);
  const { both, onlyA, onlyB, pairs } = counts;
  if (Number.isSafeInteger(both) && both >= 0 && both + onlyA + onlyB <= pairs) return;
  throw new RangeError(
    `expected whole numbers with both + onlyA + onlyB <= pairs, found ${both}, ${onlyA} and ${onlyB} of ${pairs}`,
  );
}
