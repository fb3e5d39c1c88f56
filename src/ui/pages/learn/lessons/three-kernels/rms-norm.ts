import { countDifferingBits } from '../../../../../numerics/bits.ts';
import type { SumPlan } from '../../../../../numerics/plan.ts';
import { replaySum } from '../../../../../numerics/replay.ts';
import { roundTo } from '../../../../../numerics/rounding.ts';
import { sampleTerms } from '../kernel-parts/terms.ts';

const { fround } = Math;
const EPSILON = 1e-5;
const FIRST_SEED = 101;

/** Rows of activations to normalise: (rows) x (terms). */
export function normRows(rows: number, terms: number): Float32Array[] {
  return Array.from({ length: rows }, (_, row) => sampleTerms(terms, FIRST_SEED + row));
}

export interface Normed {
  /** The sum of squares under the plan, in f32. */
  readonly sum: number;
  /** Each activation over the root of the mean square, gains all 1: in f32, and rounded to bf16 as stored. */
  readonly raw: Float32Array;
  readonly stored: Float32Array;
}

/** RMSNorm of one row under a plan, with the roundings of the CPU engine. */
export function normed(plan: SumPlan, x: Float32Array): Normed {
  const sum = replaySum(plan, 'unfused', x, 0, x, 0);
  const meanSquare = fround(fround(sum * fround(1 / x.length)) + fround(EPSILON));
  const scale = fround(1 / Math.sqrt(meanSquare));
  const raw = x.map((value) => value * scale);
  return { sum, raw, stored: raw.map(roundTo('bf16')) };
}

/** How far a change of plan gets, over many rows. */
export interface NormChanges {
  readonly rows: number;
  /** Rows whose sum differs in any bit. */
  readonly sums: number;
  /** Rows with an output that differs in f32, and after rounding to bf16. */
  readonly raw: number;
  readonly stored: number;
}

export function normChanges(a: SumPlan, b: SumPlan, rows: readonly Float32Array[]): NormChanges {
  const pairs = rows.map((x) => [normed(a, x), normed(b, x)] as const);
  const count = (differs: (pair: (typeof pairs)[number]) => boolean) => pairs.filter(differs).length;
  return {
    rows: rows.length,
    sums: count(([one, other]) => !Object.is(one.sum, other.sum)),
    raw: count(([one, other]) => countDifferingBits(one.raw, other.raw) > 0),
    stored: count(([one, other]) => countDifferingBits(one.stored, other.stored) > 0),
  };
}
