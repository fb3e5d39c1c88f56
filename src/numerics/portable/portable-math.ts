import { f32Bits, f32FromBits } from '../bits.ts';
import { PORTABLE, RECIPROCAL_GUESS, ROOT_GUESS } from './constants.ts';

/**
 * Portable arithmetic in TypeScript, step by step what shaders/lib/math_portable.wgsl does: the same bits, which tests hold on every adapter.
 * Arguments and results are f32 values. An operand is 0 or at least 2^-51 in magnitude (`kept`); of such, products and sums are never subnormal.
 */
const { fround } = Math;

/** a * b + c of operands, rounded twice. */
export function mulAdd(a: number, b: number, c: number): number {
  return fround(fround(a * b) + c);
}

/** a * b of any values; 0 where that is below 2^-102. NaN stays. */
export function times(a: number, b: number): number {
  const product = fround(a * b);
  return Math.abs(product) < PORTABLE.LEAST_PRODUCT ? 0 : product;
}

/** a * b + c of any values, rounded twice. */
export function timesAdd(a: number, b: number, c: number): number {
  return fround(times(a, b) + c);
}

/** Makes an operand of a value: 0 where it is below 2^-51. */
export function kept(x: number): number {
  return Math.abs(x) < PORTABLE.LEAST ? 0 : x;
}

/** e^x; 0 below 2^-51, infinity past 88. */
export function exp(x: number): number {
  if (x < PORTABLE.EXP_LOWEST) return 0;
  if (x > PORTABLE.EXP_HIGHEST) return Number.POSITIVE_INFINITY;
  const turns = fround(fround(x * PORTABLE.LOG2_E) + PORTABLE.TO_WHOLE);
  const k = fround(turns - PORTABLE.TO_WHOLE);
  const r = fround(fround(x - fround(k * PORTABLE.EXP_LN2_HIGH)) - fround(k * PORTABLE.EXP_LN2_LOW));
  const p = EXP_SERIES.reduce((sum, coefficient) => mulAdd(sum, r, coefficient));
  const y = fround(fround(fround(p * fround(r * r)) + r) + 1);
  return fround(y * f32FromBits((f32Bits(turns) << 23) >>> 0));
}

/** 1 / x; 0 from 2^100 on, infinity below 2^-126. */
export function reciprocal(x: number): number {
  if (Math.abs(x) >= PORTABLE.RECIPROCAL_HIGHEST) return 0;
  if (Math.abs(x) < PORTABLE.LEAST_NORMAL) return Number.POSITIVE_INFINITY;
  const guess = f32FromBits((RECIPROCAL_GUESS - f32Bits(x)) >>> 0);
  const near = fround(guess * fround(2 - fround(x * guess)));
  const error = fround(1 - fround(x * near));
  return fround(near + fround(near * fround(error + fround(error * error))));
}

/** a / b, by b's reciprocal. */
export function divide(a: number, b: number): number {
  return times(a, reciprocal(b));
}

/** 1 / sqrt(x) of a normal x > 0. */
export function root(x: number): number {
  let r = f32FromBits(ROOT_GUESS - (f32Bits(x) >>> 1));
  for (let step = 0; step < 3; step++) {
    const rest = fround(1 - fround(fround(x * r) * r));
    r = fround(r + fround(fround(0.5 * r) * rest));
  }
  return r;
}

/** log(x) of a normal x > 0. */
export function log(x: number): number {
  const shifted = (f32Bits(x) - SQRT_HALF_BITS) | 0;
  const exponent = shifted >> 23;
  const f = fround(f32FromBits((shifted & 0x7fffff) + SQRT_HALF_BITS) - 1);
  const p = LOG_SERIES.reduce((sum, coefficient) => mulAdd(sum, f, coefficient));
  const square = fround(f * f);
  const cubic = fround(p * fround(square * f));
  const tail = fround(fround(exponent * PORTABLE.LN2_LOW) + fround(cubic - fround(0.5 * square)));
  return fround(fround(exponent * PORTABLE.LN2_HIGH) + fround(f + tail));
}

const SQRT_HALF_BITS = 0x3f3504f3;
const { EXP_4, EXP_3, EXP_2, EXP_1, EXP_0 } = PORTABLE;
const EXP_SERIES = [EXP_4, EXP_3, EXP_2, EXP_1, EXP_0];
const { LOG_8, LOG_7, LOG_6, LOG_5, LOG_4, LOG_3, LOG_2, LOG_1, LOG_0 } = PORTABLE;
const LOG_SERIES = [LOG_8, LOG_7, LOG_6, LOG_5, LOG_4, LOG_3, LOG_2, LOG_1, LOG_0];
