import type { ActivationDtype } from '../../numerics/dtypes.ts';
import { mixBits } from '../../numerics/gumbel.ts';
import { roundTo } from '../../numerics/rounding.ts';
import { BLOCK_POSITIONS, blocksFor } from '../../steps/kv-blocks.ts';
import { type Company, companyRows, randomValues } from './rows.ts';
import type { CaseSetup } from './setup.ts';

export const EPSILON = Math.fround(1e-5);
/** Partial sums of the projection that the norm adds to the residual stream. */
export const HIDDEN_PARTS = 1;

/** What the watched row is computed from, in f32 values that the dtype holds exactly. */
export type CaseValues =
  | {
      readonly operation: 'matmul';
      /** (terms) */
      readonly x: Float32Array<ArrayBuffer>;
      /** (columns, terms) */
      readonly w: Float32Array<ArrayBuffer>;
    }
  | {
      readonly operation: 'rmsnorm';
      /** (hidden) */
      readonly residual: Float32Array<ArrayBuffer>;
      /** (HIDDEN_PARTS, hidden) f32 */
      readonly partials: Float32Array<ArrayBuffer>;
      /** (hidden) f32 */
      readonly gain: Float32Array<ArrayBuffer>;
    }
  | {
      readonly operation: 'attention';
      /** (heads, head_dim) */
      readonly q: Float32Array<ArrayBuffer>;
      /** (slots, kv_heads, head_dim) */
      readonly k: Float32Array<ArrayBuffer>;
      readonly v: Float32Array<ArrayBuffer>;
      /** Blocks of the cache in the order of the keys. */
      readonly blocks: readonly number[];
    };

const ALONE: Company = { rows: 1, place: 0, seed: 1, loudness: 1 };
/** Seeds of what is not a row's own. */
export const SEEDS = { w: 11, gain: 12, k: 13, v: 14 } as const;
/** Sets the rows of one input apart from those of another. */
export const SALT = { x: 0, residual: 1, partials: 2, q: 3 } as const;

/** Of the watched row whose contents `own` chooses. */
export function caseValues({ operation, dimensions, dtype }: CaseSetup, own = 0): CaseValues {
  const alone = { ...ALONE, own };
  const round = roundTo(dtype);
  switch (operation) {
    case 'matmul': {
      const { terms, columns } = dimensions;
      return {
        operation,
        x: companyRows(alone, terms, dtype, SALT.x),
        w: randomValues(terms * columns, SEEDS.w, round),
      };
    }
    case 'rmsnorm': {
      const { hidden } = dimensions;
      return {
        operation,
        residual: companyRows(alone, hidden, dtype, SALT.residual),
        partials: companyRows(alone, hidden, 'f32', SALT.partials),
        gain: randomValues(hidden, SEEDS.gain, (x) => Math.fround(1 + 0.25 * x)),
      };
    }
    case 'attention': {
      const { heads, kvHeads, headDim, context } = dimensions;
      const blocks = scrambled(blocksFor(context));
      const slots = blocks.length * BLOCK_POSITIONS * kvHeads * headDim;
      return {
        operation,
        q: companyRows(alone, heads * headDim, dtype, SALT.q),
        k: randomValues(slots, SEEDS.k, round),
        v: randomValues(slots, SEEDS.v, round),
        blocks,
      };
    }
  }
}

/** Keys that each row of a step sees: the watched row all, the others all too, or as many as the seed says. */
export function contextsOf(company: Company, context: number, alike: boolean): number[] {
  return Array.from({ length: company.rows }, (_, row) =>
    alike || row === company.place ? context : 1 + (mixBits(company.seed ^ mixBits(row)) % context),
  );
}

/** How many values of the dtype's rounding an element may be off by in relation to its size. */
export const DTYPE_EPSILON: Readonly<Record<ActivationDtype, number>> = {
  f32: 2 ** -23,
  bf16: 2 ** -8,
  f16: 2 ** -11,
};

/** A fixed order in which no two neighbours stay neighbours where there are several. */
function scrambled(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i).toSorted((a, b) => mixBits(a + 1) - mixBits(b + 1));
}
