import { F64_ARITHMETIC } from '../../engines/cpu/arithmetic.ts';
import { roundTo } from '../../numerics/rounding.ts';
import { computeRow } from './compute-row.ts';
import type { CaseSetup } from './setup.ts';
import { type CaseValues, DTYPE_EPSILON } from './values.ts';

/** An element that no order of additions explains. */
export interface WrongElement {
  readonly element: number;
  readonly found: number;
  /** Computed in f64. */
  readonly expected: number;
  /** The most that rounding can account for. */
  readonly bound: number;
}

/** A row against f64. */
export interface RowCheck {
  /** The first element that rounding cannot explain; null where there is none, which does not say that nothing else is wrong. */
  readonly wrong: WrongElement | null;
  /** Largest |found - expected| of the row, and the most that rounding could have done to that element. */
  readonly error: number;
  readonly bound: number;
}

/** Says whether a row may be what the operation gives, in whatever order it was added. */
export type CheckRow = (row: Float32Array) => RowCheck;

/** Roundings besides those of the sum, each 2^-24 of what it rounds. */
const FURTHER = 64;

export function correctnessOf(setup: CaseSetup, values: CaseValues): CheckRow {
  const arithmetic = { ...F64_ARITHMETIC, store: roundTo(setup.dtype) };
  const exact = computeRow(arithmetic, setup, values, 1);
  const bound = boundOf(setup, values);
  return (row) => {
    let worst = { error: 0, bound: 0 };
    for (let element = 0; element < exact.length; element++) {
      const [found, expected] = [row[element], exact[element]];
      const [error, allowed] = [Math.abs(found - expected), bound(element, expected)];
      // Written so that a NaN is wrong.
      if (!(error <= allowed))
        return { wrong: { element, found, expected, bound: allowed }, error, bound: allowed };
      if (element === 0 || error > worst.error) worst = { error, bound: allowed };
    }
    return { wrong: null, ...worst };
  };
}

/** A sum of n terms in f32, in any order, is off by less than n 2^-24 times the sum of their sizes (Higham 2002, section 4.2). */
function boundOf(setup: CaseSetup, values: CaseValues): (element: number, expected: number) => number {
  const { dimensions, dtype } = setup;
  const rounding = (expected: number) => 4 * DTYPE_EPSILON[dtype] * Math.abs(expected);
  if (values.operation === 'matmul') {
    const { terms } = dimensions;
    const { x, w } = values;
    return (element) => {
      let sizes = 0;
      for (let k = 0; k < terms; k++) sizes += Math.abs(w[element * terms + k] * x[k]);
      return (terms + FURTHER) * 2 ** -24 * sizes;
    };
  }
  if (values.operation === 'rmsnorm') {
    const slack = (dimensions.hidden + FURTHER) * 2 ** -24;
    return (_, expected) => rounding(expected) + slack * Math.abs(expected);
  }
  // Weights sum to 1 and values are below 1: errors of the scores, of exp, and of two sums over the keys.
  const slack = (dimensions.context + 2 * dimensions.headDim + FURTHER) * 2 ** -24;
  return (_, expected) => rounding(expected) + slack;
}
