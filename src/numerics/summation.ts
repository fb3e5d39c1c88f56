import type { Round } from './rounding.ts';

/** One term after the other onto a running total, each addition rounded. */
export function sumInOrder(terms: Float32Array, round: Round = Math.fround): number {
  let sum = 0;
  for (const term of terms) sum = round(sum + term);
  return sum;
}

/** Neighbours, then neighbouring sums, and so on; an odd one out waits for the next round. Each addition is rounded. */
export function sumPairwise(terms: Float32Array, round: Round = Math.fround): number {
  let level = terms;
  while (level.length > 1) {
    const next = new Float32Array(Math.ceil(level.length / 2));
    for (let i = 0; i < next.length; i++)
      next[i] = 2 * i + 1 < level.length ? round(level[2 * i] + level[2 * i + 1]) : level[2 * i];
    level = next;
  }
  return level[0] ?? 0;
}

/**
 * In order, with what each rounding lost kept beside the total and added to the next term. Every operation is rounded.
 * Source: W. Kahan, "Further remarks on reducing truncation errors" (Communications of the ACM, 1965).
 */
export function sumKahan(terms: Float32Array, round: Round = Math.fround): number {
  let [sum, lost] = [0, 0];
  for (const term of terms) {
    const mended = round(term - lost);
    const next = round(sum + mended);
    lost = round(round(next - sum) - mended);
    sum = next;
  }
  return sum;
}

/** In f64, for terms that are f32: what f32 sums are measured against. */
export function sumInF64(terms: Float32Array): number {
  let sum = 0;
  for (const term of terms) sum += term;
  return sum;
}

/** Brings terms into an order drawn at random, all orders being equally likely (Fisher and Yates). `below` gives whole numbers in [0, n). */
export function shuffleInPlace(terms: Float32Array, below: (bound: number) => number): void {
  for (let i = terms.length - 1; i > 0; i--) {
    const j = below(i + 1);
    [terms[i], terms[j]] = [terms[j], terms[i]];
  }
}
