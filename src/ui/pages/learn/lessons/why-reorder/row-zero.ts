import { countDifferingBits } from '../../../../../numerics/bits.ts';
import { matmulPlan } from '../../../../../numerics/matmul-plan.ts';
import type { SumPlan } from '../../../../../numerics/plan.ts';
import { replaySum } from '../../../../../numerics/replay.ts';
import type { MatmulShape } from '../../../../../numerics/sets/rules.ts';
import type { KernelSet } from '../../../../../numerics/sets/sets.ts';
import { sampleTerms } from '../kernel-parts/terms.ts';

/** A product but for its M. */
export type ProductShape = Omit<MatmulShape, 'rows'>;

/** M runs from 1 to this. */
export const MOST_ROWS = 128;

/** Outputs of row 0 that are computed; no plan depends on which. */
export const MOST_OUTPUTS = 64;

const [X_SEED, W_SEED] = [11, 12];

/** The terms of row 0: its activations, and the weights of output n from n * K on. */
export interface RowTerms {
  readonly x: Float32Array;
  readonly w: Float32Array;
  readonly outputs: number;
}

/** Weights are scaled so that a sum is of order 1, whatever K. */
export function rowTerms({ terms, columns }: ProductShape): RowTerms {
  const outputs = Math.min(columns, MOST_OUTPUTS);
  return {
    x: sampleTerms(terms, X_SEED),
    w: sampleTerms(terms * outputs, W_SEED, 1 / Math.sqrt(terms)),
    outputs,
  };
}

/** Row 0 of the product under a plan. Every product of two terms is exact, so both multiply-add rules give these bits. */
export function rowUnder(plan: SumPlan, { x, w, outputs }: RowTerms): Float32Array<ArrayBuffer> {
  return Float32Array.from({ length: outputs }, (_, n) =>
    replaySum(plan, 'unfused', x, 0, w, n * plan.terms),
  );
}

/** Neighbouring values of M under which row 0 has the same bits. */
export interface Stretch {
  readonly first: number;
  readonly last: number;
  /** Numbers the distinct rows of bits by first appearance: 0 is what M = 1 gives. */
  readonly bits: number;
  readonly plan: SumPlan;
  /** Outputs that differ from M = 1. */
  readonly differing: number;
}

/** What becomes of row 0 as M goes from 1 to 128, in stretches; a plan that comes again is computed once. */
export function scanRows(set: KernelSet, shape: ProductShape, terms: RowTerms): Stretch[] {
  const computed = new Map<string, Float32Array>();
  const distinct: Float32Array[] = [];
  const stretches: Stretch[] = [];
  for (let rows = 1; rows <= MOST_ROWS; rows++) {
    const plan = matmulPlan(set, { ...shape, rows });
    const key = JSON.stringify(plan);
    const row = computed.get(key) ?? rowUnder(plan, terms);
    computed.set(key, row);
    const known = distinct.findIndex((other) => countDifferingBits(other, row) === 0);
    const bits = known < 0 ? distinct.push(row) - 1 : known;
    const open = stretches.at(-1);
    if (open?.bits === bits && JSON.stringify(open.plan) === key)
      stretches[stretches.length - 1] = { ...open, last: rows };
    else
      stretches.push({
        first: rows,
        last: rows,
        bits,
        plan,
        differing: countDifferingBits(distinct[0], row),
      });
  }
  return stretches;
}

export function stretchAt(stretches: readonly Stretch[], rows: number): Stretch {
  return stretches.find(({ first, last }) => first <= rows && rows <= last)!;
}

/** A name for a row of bits: A is what M = 1 gives. */
export function bitsName(bits: number): string {
  return bits < 26 ? String.fromCharCode(65 + bits) : `#${bits + 1}`;
}
