import { FLOAT_FORMATS } from '../../../../../numerics/float-format.ts';
import { roundTo } from '../../../../../numerics/rounding.ts';

export type SmallFormat = 'bf16' | 'f16';

/** A number written in the columns of an addition; null where it has no digit. */
export interface DigitRow {
  readonly value: number;
  readonly digits: readonly (0 | 1 | null)[];
}

/** An addition of two floats written out in binary, one column a power of two, highest first. */
export interface WrittenSum {
  /** Exponent of the first column. */
  readonly top: number;
  readonly a: DigitRow;
  readonly b: DigitRow;
  readonly exact: DigitRow;
  /** What the format keeps. */
  readonly rounded: DigitRow;
  /** Columns from here on do not fit beside the leading digit of the exact sum. */
  readonly lostFrom: number;
}

/** More columns than this are no picture. */
const MOST_COLUMNS = 30;

/** Adds two floats of a 16-bit format on paper; null where they lie too far apart to be drawn, or a sum is not finite. */
export function writtenSum(dtype: SmallFormat, a: number, b: number): WrittenSum | null {
  const exact = a + b;
  const rounded = roundTo(dtype)(exact);
  const values = [a, b, exact, rounded].filter((value) => value !== 0);
  if (values.length === 0 || !values.every(Number.isFinite)) return null;
  const top = Math.max(0, ...values.map(leading));
  const bottom = Math.min(0, ...values.map(lowest));
  const columns = top - bottom + 1;
  if (columns > MOST_COLUMNS) return null;
  const row = (value: number): DigitRow => ({ value, digits: digitsOf(value, top, columns) });
  const kept = FLOAT_FORMATS[dtype].fractionBits + 1;
  const lostFrom = exact === 0 ? columns : top - leading(exact) + kept;
  return { top, a: row(a), b: row(b), exact: row(exact), rounded: row(rounded), lostFrom };
}

function digitsOf(value: number, top: number, columns: number): DigitRow['digits'] {
  const [first, last] = value === 0 ? [0, 0] : [Math.max(0, leading(value)), Math.min(0, lowest(value))];
  return Array.from({ length: columns }, (_, column) => {
    const power = top - column;
    if (power > first || power < last) return null;
    return Math.floor(Math.abs(value) / 2 ** power) % 2 === 1 ? 1 : 0;
  });
}

/** Power of two of the highest digit that is 1. */
function leading(value: number): number {
  return Math.floor(Math.log2(Math.abs(value)));
}

/** Power of two of the lowest digit that is 1. */
function lowest(value: number): number {
  let power = leading(value);
  while (Math.abs(value) % 2 ** power !== 0) power--;
  while (Math.abs(value) % 2 ** (power + 1) === 0) power++;
  return power;
}
