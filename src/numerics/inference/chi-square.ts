import gammainc from '@stdlib/math-base-special-gammainc';

interface ChiSquare {
  readonly chi2: number;
  readonly df: number;
  readonly p: number;
}

/** Expected count below which a class is counted with others (W. G. Cochran 1954). */
const LEAST_EXPECTED = 5;

/**
 * Pearson's test that two samples fall into the same classes alike, a 2 by k table without correction. Classes that expect fewer than
 * five of either sample are counted as one. Counts are in the same order of classes; df is 0 and p 1 where fewer than two classes
 * are left. Throws RangeError of lists of different lengths, of what is no count, and of an empty sample.
 */
export function chiSquareTwoSample(countsA: readonly number[], countsB: readonly number[]): ChiSquare {
  if (countsA.length !== countsB.length)
    throw new RangeError(
      `expected two lists of as many counts, found ${countsA.length} and ${countsB.length}`,
    );
  const [n, m] = [countsA, countsB].map(totalOf);
  const pairs = pooled(
    countsA.map((count, i) => [count, countsB[i]] as const),
    Math.min(n, m) / (n + m),
  );
  let chi2 = 0;
  for (const [a, b] of pairs) {
    const share = (a + b) / (n + m);
    chi2 += (a - n * share) ** 2 / (n * share) + (b - m * share) ** 2 / (m * share);
  }
  const df = Math.max(0, pairs.length - 1);
  return { chi2, df, p: df === 0 ? 1 : chiSquareP(chi2, df) };
}

/** Probability that a chi-square variable of `df` degrees of freedom is at least `chi2`. */
export function chiSquareP(chi2: number, df: number): number {
  return chi2 <= 0 ? 1 : gammainc(chi2 / 2, df / 2, true, true);
}

type Pair = readonly [a: number, b: number];

/** Classes without a count are left out. The rare ones together may still be rare: then they join the smallest of the others. */
function pooled(pairs: readonly Pair[], smallerShare: number): Pair[] {
  const expects = ([a, b]: Pair) => (a + b) * smallerShare;
  const kept = pairs.filter((pair) => expects(pair) >= LEAST_EXPECTED);
  const rare = pairs.filter((pair) => expects(pair) < LEAST_EXPECTED);
  const rest = rare.reduce<Pair>((sum, [a, b]) => [sum[0] + a, sum[1] + b], [0, 0]);
  if (expects(rest) === 0) return kept;
  if (expects(rest) >= LEAST_EXPECTED || kept.length === 0) return [...kept, rest];
  const least = kept.reduce((at, pair, i) => (expects(pair) < expects(kept[at]) ? i : at), 0);
  return kept.map((pair, i) => (i === least ? [pair[0] + rest[0], pair[1] + rest[1]] : pair));
}

function totalOf(counts: readonly number[]): number {
  for (const count of counts)
    if (!(count >= 0 && Number.isFinite(count))) throw new RangeError(`expected counts, found ${count}`);
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === 0) throw new RangeError('expected two samples, found an empty one');
  return total;
}
