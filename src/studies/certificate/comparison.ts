import { countDifferingBits } from '../../numerics/bits.ts';

/** Two rows of the same length, bit against bit. */
export interface Comparison {
  readonly differing: number;
  readonly compared: number;
  /** False where either holds what is not a number: the same NaN everywhere would be the same bits everywhere. */
  readonly finite: boolean;
}

export function compareBits(a: Float32Array, b: Float32Array): Comparison {
  const finite = a.every(Number.isFinite) && b.every(Number.isFinite);
  return { differing: countDifferingBits(a, b), compared: a.length, finite };
}

/** Several comparisons as one. */
export function together(parts: readonly Comparison[]): Comparison {
  return {
    differing: parts.reduce((sum, { differing }) => sum + differing, 0),
    compared: parts.reduce((sum, { compared }) => sum + compared, 0),
    finite: parts.every(({ finite }) => finite),
  };
}

/** `what`: logits, sums. */
export function comparisonText({ differing, compared, finite }: Comparison, what: string): string {
  if (!finite) return `some of ${compared} ${what} are not finite`;
  return differing === 0 ? `${compared} ${what} bit-equal` : `${differing} of ${compared} ${what} differ`;
}

/** A comparison with its name; or why none was made. */
export type Finding =
  | { readonly name: string; readonly comparison: Comparison }
  | { readonly name: string; readonly skipped: string };

/** Comparisons that share what they need; yields them one by one so that long work can be watched and stopped. */
export type Findings = AsyncGenerator<Finding>;
