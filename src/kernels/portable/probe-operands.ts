import { f32Bits, f32FromBits } from '../../numerics/bits.ts';
import { mixBits } from '../../numerics/gumbel.ts';
import { PORTABLE } from '../../numerics/portable/constants.ts';

/** Operands of one case. */
export type Triple = readonly [a: number, b: number, c: number];

/** Of each step: a multiple of four, and more than any list of edges has. */
export const CASES = 640;

/** Random f32 of either sign with exponents from `low` to `high`, all fraction bits in use. */
export function ofExponents(low: number, high: number, seed: number, i: number): number {
  const word = mixBits(seed * 0x9e3779b1 + i);
  const exponent = low + (mixBits(word ^ 0x5bd1e995) % (high - low + 1)) + 127;
  return f32FromBits(((word & 0x807fffff) | (exponent << 23)) >>> 0);
}

/** The f32 before, at and after x. */
export function around(x: number): number[] {
  const bits = f32Bits(x);
  return [f32FromBits(bits - 1), f32FromBits(bits), f32FromBits(bits + 1)];
}

const SUBNORMALS = [2 ** -149, 2 ** -127, -(2 ** -130), 2 ** -126 - 2 ** -149];
const LEAST = [PORTABLE.LEAST, -PORTABLE.LEAST, PORTABLE.LEAST_PRODUCT].flatMap(around);
const BEYOND = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN];
/** What any value may be. */
export const EDGES = [0, -0, 1, -1, ...around(1), ...SUBNORMALS, ...LEAST, ...BEYOND];

/** Where e^x turns to the next power of two, or to nothing. */
export const EXP_EDGES = [
  ...EDGES,
  ...[PORTABLE.EXP_LOWEST, PORTABLE.EXP_HIGHEST, 100, -100].flatMap(around),
  ...Array.from({ length: 180 }, (_, k) => Math.fround((k - 51.5) * Math.LN2)).flatMap(around),
];

/** Products that f32 cannot hold, and a sum that all but takes them away: what is left says whether they were rounded. */
export function cancelling(a: number, b: number, i: number): Triple {
  const product = Math.fround(a * b);
  return [a, b, i % 4 === 3 ? ofExponents(-20, 20, 7, i) : -product];
}

/** Both powers and all fractions between. */
export const POSITIVE_EDGES = [
  ...[-126, -100, -1, 0, 1, 2, 100, 127].flatMap((power) => around(2 ** power)).filter((x) => x >= 2 ** -126),
  ...[Math.SQRT1_2, Math.SQRT2, 3, 4].map(Math.fround).flatMap(around),
];
