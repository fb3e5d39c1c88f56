import { createRandom } from '../../../../../experiment/random.ts';
import { sumInF64, sumInOrder, sumKahan, sumPairwise } from '../../../../../numerics/summation.ts';

export const WAYS = ['sequential', 'pairwise', 'kahan'] as const;
export type Way = (typeof WAYS)[number];

export const TERM_KINDS = ['uniform', 'signed', 'tenths'] as const;
export type TermKind = (typeof TERM_KINDS)[number];

/** Round numbers, no powers of two: those would let a pairwise sum of equal terms get by without any rounding. */
export const RACE_LENGTHS = [10, 30, 100, 300, 1000, 3000, 10_000, 30_000, 100_000, 300_000] as const;

/** What each way makes of the first so many terms. */
export interface RacePoint {
  readonly length: number;
  /** In f64. */
  readonly exact: number;
  readonly sums: Readonly<Record<Way, number>>;
  /** Distance of each sum from the exact one, in ulp of that in f32. */
  readonly ulps: Readonly<Record<Way, number>>;
}

export function raceTerms(kind: TermKind): Float32Array {
  const length = Math.max(...RACE_LENGTHS);
  if (kind === 'tenths') return new Float32Array(length).fill(0.1);
  const random = createRandom(7);
  const shift = kind === 'signed' ? 1 : 0;
  return Float32Array.from({ length }, () => random.next() / 2 ** (32 - shift) - shift);
}

export function raceAt(terms: Float32Array): RacePoint {
  const exact = sumInF64(terms);
  const ulp = 2 ** (Math.floor(Math.log2(Math.abs(exact))) - 23);
  const [sequential, pairwise, kahan] = [sumInOrder(terms), sumPairwise(terms), sumKahan(terms)];
  const away = (sum: number) => Math.abs(sum - exact) / ulp;
  return {
    length: terms.length,
    exact,
    sums: { sequential, pairwise, kahan },
    ulps: { sequential: away(sequential), pairwise: away(pairwise), kahan: away(kahan) },
  };
}

export function race(kind: TermKind): RacePoint[] {
  const terms = raceTerms(kind);
  return RACE_LENGTHS.map((length) => raceAt(terms.subarray(0, length)));
}
