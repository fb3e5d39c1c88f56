import { f32Bits } from './bits.ts';
import { mixBits } from './gumbel.ts';
import type { QuantisedRow } from './quantise-row.ts';

/**
 * What estimates how long the difference of two products of a row is: a few random sums of that difference's columns (Johnson-Lindenstrauss), as
 * integers, so that every engine has the same estimate whatever its order of adding.
 */
export interface ErrorProjection {
  readonly count: number;
  readonly terms: number;
  /** (count, terms), -127 to 127. */
  readonly integers: Int8Array<ArrayBuffer>;
  /** What an estimate is multiplied by to be the length itself, in expectation. */
  readonly unit: number;
}

/** Random sums of a projection, where they do not overflow. */
const MOST_SUMS = 32;
const MOST_PRODUCT = 127 * 127;

/** How many random sums a product of so many terms has: all their magnitudes together fit a u32. Throws RangeError where not even one does. */
export function sumsFor(terms: number): number {
  const count = Math.min(MOST_SUMS, Math.floor((2 ** 32 - 1) / (MOST_PRODUCT * terms)));
  if (count < 1) throw new RangeError(`${terms} terms: an estimate of their error does not fit a u32`);
  return count;
}

/** Of a difference of weights, (columns, terms) row-major, as pieces that lie end to end. Each column is added or taken away by a hash. */
export function projectionOf(pieces: readonly Float32Array[], terms: number): ErrorProjection {
  const count = sumsFor(terms);
  const sums = new Float64Array(count * terms);
  let column = 0;
  for (const piece of pieces)
    for (let from = 0; from < piece.length; from += terms, column++) {
      const signs = mixBits(column + 1);
      for (let j = 0; j < count; j++) {
        const sign = (signs >>> j) & 1 ? 1 : -1;
        for (let k = 0; k < terms; k++) sums[j * terms + k] += sign * piece[from + k];
      }
    }
  const most = sums.reduce((max, x) => Math.max(max, Math.abs(x)), 0);
  const step = most / 127;
  const integers = new Int8Array(sums.length);
  if (step > 0) for (let i = 0; i < sums.length; i++) integers[i] = Math.round(sums[i] / step);
  // The mean magnitude of a normal variable is sqrt(2 / pi) of its deviation.
  return { count, terms, integers, unit: (step * Math.sqrt(Math.PI / 2)) / count };
}

/** Not a number, which is above every threshold. */
const NOT_A_NUMBER = 0x7fc00000;

/**
 * The estimate of a row: its scale times the sum of the magnitudes of the random sums, cut to 24 bits, as the bits of an f32, which order as
 * estimates do. Of a row that is not finite the largest of all.
 */
export function estimateBits(
  { count, terms, integers }: ErrorProjection,
  { integers: row, scale }: QuantisedRow,
): number {
  if (Number.isNaN(scale)) return NOT_A_NUMBER;
  let magnitudes = 0;
  for (let j = 0; j < count; j++) {
    let sum = 0;
    const from = j * terms;
    for (let k = 0; k < terms; k++) sum += integers[from + k] * row[k];
    magnitudes += Math.abs(sum);
  }
  const cut = 2 ** Math.max(0, Math.floor(Math.log2(Math.max(1, magnitudes))) - 23);
  return f32Bits(Math.fround(scale * (Math.floor(magnitudes / cut) * cut)));
}
