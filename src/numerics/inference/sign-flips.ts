import type { RandomSource } from './random-source.ts';

/** Steps of the exact distribution's sum: about a tenth of a second. */
const MOST_STEPS = 4e7;
/** Sign patterns that are gone through one by one. */
const MOST_UNITS = 16;
/** Random patterns where there are too many: p is told to within 0.0031 at 0.05 (two standard errors), and is at least 1 / 20,000. */
export const FLIPS = 19_999;
/** Sums that are equal but for rounding are as extreme. */
export const SLACK = 1e-9;

export interface SignFlips {
  readonly p: number;
  /** Whether every pattern of signs counted, or `FLIPS` random ones. */
  readonly exact: boolean;
}

/**
 * Two-sided p-value that differences, one sum a unit, have no side (R. A. Fisher 1935, section 21): under no difference a unit's two
 * sides could as well be exchanged, so that its difference has either sign. The share of sign patterns whose total is at least as far
 * from 0 as the one found. Units, not observations, are flipped: what was seen several times of a unit stays together. Of pairs of
 * yes and no, one a unit, it is McNemar's exact test; of log-rank scores it is a paired log-rank test. 1 where all are 0.
 */
export function signFlips(differences: readonly number[], random: RandomSource): SignFlips {
  const sizes = differences.filter((value) => value !== 0).map(Math.abs);
  const found = Math.abs(differences.reduce((sum, value) => sum + value, 0));
  const total = sizes.reduce((sum, value) => sum + value, 0);
  if (sizes.length === 0) return { p: 1, exact: true };
  if (sizes.every(Number.isSafeInteger) && total * sizes.length <= MOST_STEPS)
    return { p: ofWholeNumbers(sizes, total, found), exact: true };
  const bound = found - SLACK * total;
  if (sizes.length <= MOST_UNITS) return { p: ofAllPatterns(sizes, bound), exact: true };
  return { p: ofRandomPatterns(sizes, bound, random), exact: false };
}

/** By the distribution of the positive part w, of which the total is 2 w - T: one unit after the other is in it or is not. */
function ofWholeNumbers(sizes: readonly number[], total: number, found: number): number {
  if (found === 0) return 1;
  const chance = new Float64Array(total + 1);
  chance[0] = 1;
  let reach = 0;
  for (const size of sizes) {
    reach += size;
    for (let w = reach; w >= size; w--) chance[w] = (chance[w] + chance[w - size]) / 2;
    for (let w = size - 1; w >= 0; w--) chance[w] /= 2;
  }
  const upper = chance.subarray((total + found) / 2).reduce((sum, value) => sum + value, 0);
  return Math.min(1, 2 * upper);
}

/** By a Gray code: each pattern differs from the last in one unit. The first unit keeps its sign, as patterns mirror. */
function ofAllPatterns(sizes: readonly number[], bound: number): number {
  const signs = sizes.map(() => 1);
  const patterns = 2 ** (sizes.length - 1);
  let sum = sizes.reduce((all, size) => all + size, 0);
  let asExtreme = 1;
  for (let pattern = 1; pattern < patterns; pattern++) {
    const flipped = 1 + 31 - Math.clz32(pattern & -pattern);
    signs[flipped] *= -1;
    sum += 2 * signs[flipped] * sizes[flipped];
    if (Math.abs(sum) >= bound) asExtreme++;
  }
  return asExtreme / patterns;
}

/** The pattern found counts as one of them, so that p is never 0 and never too small (B. Phipson and G. K. Smyth 2010). */
function ofRandomPatterns(sizes: readonly number[], bound: number, random: RandomSource): number {
  let asExtreme = 1;
  for (let flip = 0; flip < FLIPS; flip++) {
    let sum = 0;
    let bits = 0;
    for (let unit = 0; unit < sizes.length; unit++) {
      if (unit % 32 === 0) bits = random.next();
      sum += bits & 1 ? sizes[unit] : -sizes[unit];
      bits >>>= 1;
    }
    if (Math.abs(sum) >= bound) asExtreme++;
  }
  return asExtreme / (FLIPS + 1);
}
