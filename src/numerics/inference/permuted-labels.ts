import type { RandomSource } from './random-source.ts';
import { FLIPS, SLACK } from './sign-flips.ts';

/**
 * Two-sided p-value that two independent samples come from one population (E. J. G. Pitman 1937): the share of ways to say which values
 * are a's whose means lie at least as far apart as those found, of 19,999 random ways and the one found. Of log-rank scores it is a
 * log-rank test, of ranks Wilcoxon's. 1 where all are equal. Throws RangeError of an empty sample.
 */
export function permutedLabels(a: readonly number[], b: readonly number[], random: RandomSource): number {
  if (a.length === 0 || b.length === 0) throw new RangeError('expected two samples, found an empty one');
  const values = Float64Array.from([...a, ...b]);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  // With the mean gone the sum of one sample tells the difference of both.
  for (let i = 0; i < values.length; i++) values[i] -= mean;
  const smaller = Math.min(a.length, b.length);
  const sumOf = (from: number, to: number) => {
    let sum = 0;
    for (let i = from; i < to; i++) sum += values[i];
    return Math.abs(sum);
  };
  const scale = values.reduce((sum, value) => sum + Math.abs(value), 0);
  const bound = sumOf(0, a.length) - SLACK * scale;
  let asExtreme = 1;
  for (let round = 0; round < FLIPS; round++) {
    // The first steps of Fisher and Yates's shuffle draw the smaller sample.
    for (let i = 0; i < smaller; i++) {
      const from = i + random.below(values.length - i);
      const value = values[from];
      values[from] = values[i];
      values[i] = value;
    }
    if (sumOf(0, smaller) >= bound) asExtreme++;
  }
  return asExtreme / (FLIPS + 1);
}
