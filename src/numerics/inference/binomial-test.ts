import { binomialProbabilities } from './binomial.ts';
import { checkCounts, checkShare } from './counts.ts';

/** As R's binom.test and fisher.test have it: counts that are as likely but for rounding are as extreme. */
const AS_LIKELY = 1 + 1e-7;

export type Alternative = 'two-sided' | 'less' | 'greater';

/**
 * p-value of the exact binomial test that the share of successes is `share`. Two-sided it sums the probabilities of all counts that
 * are no likelier than the one found (R's binom.test). Throws RangeError of counts that are none and of a share outside [0, 1].
 */
export function binomialTest(
  passed: number,
  total: number,
  share: number,
  alternative: Alternative = 'two-sided',
): number {
  checkCounts(passed, total);
  checkShare(share, 'the share to test');
  return binomialPValues(binomialProbabilities(total, share), alternative)[passed];
}

/** The same of every count 0..total at once, from their probabilities: what power by enumeration needs. */
export function binomialPValues(probabilities: Float64Array, alternative: Alternative): Float64Array {
  if (alternative === 'less') return running(probabilities);
  if (alternative === 'greater') return running(probabilities.toReversed()).reverse();
  const byLikelihood = Uint32Array.from(probabilities.keys()).sort(
    (a, b) => probabilities[a] - probabilities[b],
  );
  const pValues = new Float64Array(probabilities.length);
  let sum = 0;
  let taken = 0;
  for (const count of byLikelihood) {
    const bound = probabilities[count] * AS_LIKELY;
    while (taken < byLikelihood.length && probabilities[byLikelihood[taken]] <= bound)
      sum += probabilities[byLikelihood[taken++]];
    pValues[count] = Math.min(1, sum);
  }
  return pValues;
}

function running(values: Float64Array): Float64Array {
  let sum = 0;
  return values.map((value) => {
    sum += value;
    return Math.min(1, sum);
  });
}
