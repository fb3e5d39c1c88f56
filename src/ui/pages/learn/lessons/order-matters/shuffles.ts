import { createRandom } from '../../../../../experiment/random.ts';
import { shuffleInPlace, sumInF64, sumInOrder } from '../../../../../numerics/summation.ts';
import { sampleTerms } from '../kernel-parts/terms.ts';

/** Sums of the same terms in random orders so far. */
export interface Shuffles {
  /** In f32, products of two bf16 values: exact. */
  readonly terms: Float32Array;
  readonly orders: number;
  /** How often each sum came out. */
  readonly counts: ReadonlyMap<number, number>;
  readonly last: number | null;
  /** Additions that had to round, over all orders. */
  readonly rounded: number;
}

export function startShuffles(length: number): Shuffles {
  const [a, b] = [sampleTerms(length, 5), sampleTerms(length, 6)];
  return { terms: a.map((x, i) => x * b[i]), orders: 0, counts: new Map(), last: null, rounded: 0 };
}

/** The orders are drawn anew from their number: the same ones on every visit. */
export function shuffleMore({ terms, orders, counts, rounded }: Shuffles, more: number): Shuffles {
  const { below } = createRandom(orders + 1);
  const shuffled = terms.slice();
  const next = new Map(counts);
  let last = 0;
  let roundings = rounded;
  for (let i = 0; i < more; i++) {
    shuffleInPlace(shuffled, below);
    last = sumInOrder(shuffled);
    next.set(last, (next.get(last) ?? 0) + 1);
    roundings += roundedAdditions(shuffled);
  }
  return { terms, orders: orders + more, counts: next, last, rounded: roundings };
}

/** How many additions of a sequential f32 sum do not give the exact sum of their two operands. */
function roundedAdditions(terms: Float32Array): number {
  let sum = terms[0];
  let rounded = 0;
  for (const term of terms.subarray(1)) {
    const exact = sum + term;
    sum = Math.fround(exact);
    if (sum !== exact) rounded++;
  }
  return rounded;
}

/** A bar of the histogram. */
export interface SumBar {
  readonly sum: number;
  readonly count: number;
  /** Distance from the exact sum in ulp of it. */
  readonly ulps: number;
}

export function sumBars({ terms, counts }: Shuffles): SumBar[] {
  const exact = sumInF64(terms);
  const ulp = 2 ** (Math.floor(Math.log2(Math.abs(exact))) - 23);
  return [...counts]
    .map(([sum, count]) => ({ sum, count, ulps: (sum - exact) / ulp }))
    .toSorted((x, y) => x.sum - y.sum);
}
