import hypergeometricPmf from '@stdlib/stats-base-dists-hypergeometric-pmf';
import { binomialPValues } from './binomial-test.ts';
import { checkCounts } from './counts.ts';

/** Two independent groups' counts. */
export interface TwoByTwo {
  readonly passedA: number;
  readonly totalA: number;
  readonly passedB: number;
  readonly totalB: number;
}

/**
 * Two-sided p-value of Fisher's exact test that two independent shares are equal: the summed probabilities of all tables with the same
 * margins that are no likelier than the one found (as R's fisher.test). Throws RangeError of counts that are none.
 */
export function fisherExact({ passedA, totalA, passedB, totalB }: TwoByTwo): number {
  checkCounts(passedA, totalA);
  checkCounts(passedB, totalB);
  const { least, pValues } = fisherPValues(passedA + passedB, totalA, totalB);
  return pValues[passedA - least];
}

/** The same of every table with these margins: `pValues[i]` where a has `least + i` of the successes. */
function fisherPValues(
  passed: number,
  totalA: number,
  totalB: number,
): { least: number; pValues: Float64Array } {
  const chances = tableChances(passed, totalA, totalB);
  return { least: Math.max(0, passed - totalB), pValues: binomialPValues(chances, 'two-sided') };
}

/** Probabilities that group a has `max(0, passed - totalB)`... of the successes, where the shares are equal. */
function tableChances(passed: number, totalA: number, totalB: number): Float64Array {
  const least = Math.max(0, passed - totalB);
  const most = Math.min(passed, totalA);
  return Float64Array.from({ length: most - least + 1 }, (_, i) =>
    hypergeometricPmf(least + i, totalA + totalB, passed, totalA),
  );
}
