/** Stands for the share of an empty class, whose logarithm would be infinite: as Evidently's. */
const EMPTY_SHARE = 1e-4;

/**
 * Population stability index of two samples' counts over the same classes: the sum of (b - a) ln(b / a) over their shares, Jeffreys'
 * divergence (N. Siddiqi, Credit Risk Scorecards, 2006). Throws RangeError of lists of different lengths and of an empty sample.
 */
export function populationStability(countsA: readonly number[], countsB: readonly number[]): number {
  if (countsA.length !== countsB.length)
    throw new RangeError(
      `expected two lists of as many counts, found ${countsA.length} and ${countsB.length}`,
    );
  const [a, b] = [countsA, countsB].map(sharesOf);
  return a.reduce((sum, share, i) => sum + (b[i] - share) * Math.log(b[i] / share), 0);
}

function sharesOf(counts: readonly number[]): number[] {
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (!(total > 0)) throw new RangeError('expected two samples, found an empty one');
  return counts.map((count) => (count === 0 ? EMPTY_SHARE : count / total));
}
