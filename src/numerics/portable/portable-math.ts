import { f32Bits, f32FromBits } from '../bits.ts';
import { PORTABLE, RECIPROCAL_GUESS, ROOT_GUESS } from './constants.ts';

/**
 * Portable arithmetic in TypeScript, step by step what shaders/lib/math_portable.wgsl does: the same bits, which tests hold on every adapter.
 * Arguments and results are f32 values. An operand is 0 or at least 2^-51 in magnitude (`kept`); of such, products and sums are never subnormal.
 */
const { fround } = Math;
const MAGNITUDE = 0x7fffffff;

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

/** e^x; 0 below 2^-51, infinity past f32. */
export function exp(x: number): number {
  if (x < PORTABLE.EXP_LOWEST) return 0;
  if (x > PORTABLE.EXP_HIGHEST) return Number.POSITIVE_INFINITY;
  if (Number.isNaN(x)) return x;
  const turns = fround(x * PORTABLE.LOG2_E);
  const k = Math.trunc(fround(turns + (turns >= 0 ? 0.5 : -0.5)));
  const r = fround(fround(x - fround(k * PORTABLE.LN2_HIGH)) - fround(k * PORTABLE.LN2_LOW));
  const p = EXP_SERIES.reduce((sum, coefficient) => mulAdd(sum, r, coefficient));
  const y = fround(fround(fround(p * fround(r * r)) + r) + 1);
  return f32FromBits((f32Bits(y) + (k << 23)) >>> 0);
}

/** 1 / x; 0 from 2^126 on, infinity for 0. */
export function reciprocal(x: number): number {
  if (Number.isNaN(x)) return x;
  const bits = f32Bits(x);
  const exponent = (bits >>> 23) & 0xff;
  const fraction = f32FromBits((bits & 0x7fffff) | 0x3f800000);
  let r = f32FromBits(RECIPROCAL_GUESS - f32Bits(fraction));
  for (let step = 0; step < 3; step++) r = fround(r + fround(r * fround(1 - fround(fraction * r))));
  let magnitude = f32Bits(r) + ((127 - exponent) << 23);
  if (exponent > 252) magnitude = 0;
  if (exponent === 0) magnitude = 0x7f800000;
  return f32FromBits(((magnitude & MAGNITUDE) | (bits & 0x80000000)) >>> 0);
}

/** a / b, by b's reciprocal. */
export function divide(a: number, b: number): number {
  return times(a, reciprocal(b));
}

/** 1 / sqrt(x) of a normal x > 0. */
export function root(x: number): number {
  const bits = f32Bits(x);
  const odd = ((bits >>> 23) & 1) ^ 1;
  const fraction = f32FromBits((bits & 0x7fffff) | ((127 + odd) << 23));
  let r = f32FromBits(ROOT_GUESS - (f32Bits(fraction) >>> 1));
  for (let step = 0; step < 3; step++) {
    const rest = fround(1 - fround(fround(fraction * r) * r));
    r = fround(r + fround(fround(0.5 * r) * rest));
  }
  const halved = ((bits >>> 23) - odd + 127) >>> 1;
  return f32FromBits(f32Bits(r) + ((127 - halved) << 23));
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
const { EXP_5, EXP_4, EXP_3, EXP_2, EXP_1, EXP_0 } = PORTABLE;
const EXP_SERIES = [EXP_5, EXP_4, EXP_3, EXP_2, EXP_1, EXP_0];
const { LOG_8, LOG_7, LOG_6, LOG_5, LOG_4, LOG_3, LOG_2, LOG_1, LOG_0 } = PORTABLE;
const LOG_SERIES = [LOG_8, LOG_7, LOG_6, LOG_5, LOG_4, LOG_3, LOG_2, LOG_1, LOG_0];
