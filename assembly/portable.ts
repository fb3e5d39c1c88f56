/** Portable arithmetic on four values at once, step by step as src/numerics/portable/portable-math.ts has it: the same bits. */
import {
  EXP_0, EXP_1, EXP_2, EXP_3, EXP_4, EXP_HIGHEST, EXP_LN2_HIGH, EXP_LN2_LOW, EXP_LOWEST, LEAST, LEAST_NORMAL, LEAST_PRODUCT, LOG2_E,
  RECIPROCAL_GUESS, RECIPROCAL_HIGHEST, ROOT_GUESS, TO_WHOLE,
} from './portable-constants';

/** Constants lie in memory, from where one instruction fills all lanes. */
const CONSTANTS = memory.data<u32>([
  LEAST, LEAST_PRODUCT, LOG2_E, TO_WHOLE, EXP_LN2_HIGH, EXP_LN2_LOW, EXP_LOWEST, EXP_HIGHEST,
  EXP_4, EXP_3, EXP_2, EXP_1, EXP_0, RECIPROCAL_GUESS, RECIPROCAL_HIGHEST, LEAST_NORMAL, 0x7f800000, 0x3f800000, 0x40000000,
]);
const AT_LEAST: usize = 0;
const AT_LEAST_PRODUCT: usize = 4;
const AT_LOG2_E: usize = 8;
const AT_TO_WHOLE: usize = 12;
const AT_LN2_HIGH: usize = 16;
const AT_LN2_LOW: usize = 20;
const AT_LOWEST: usize = 24;
const AT_HIGHEST: usize = 28;
/** Of e^r, the highest power first. */
const AT_SERIES: usize = 32;
const AT_GUESS: usize = 52;
const AT_RECIPROCAL_HIGHEST: usize = 56;
const AT_LEAST_NORMAL: usize = 60;
const AT_INFINITY: usize = 64;
const AT_ONE: usize = 68;
const AT_TWO: usize = 72;

// @ts-ignore: decorator
@inline
function constant(offset: usize): v128 {
  return v128.load32_splat(CONSTANTS + offset);
}

/** 0 where a magnitude is below the constant at `least`. NaN stays. */
// @ts-ignore: decorator
@inline
function unlessBelow(x: v128, least: usize): v128 {
  return v128.andnot(x, f32x4.lt(f32x4.abs(x), constant(least)));
}

// @ts-ignore: decorator
@inline
export function times(a: v128, b: v128): v128 {
  return unlessBelow(f32x4.mul(a, b), AT_LEAST_PRODUCT);
}

// @ts-ignore: decorator
@inline
export function keptQuad(x: v128): v128 {
  return unlessBelow(x, AT_LEAST);
}

// @ts-ignore: decorator
@inline
function term(p: v128, r: v128, place: usize): v128 {
  return f32x4.add(f32x4.mul(p, r), constant(AT_SERIES + (place << 2)));
}

export function portableExp(x: v128): v128 {
  const turns = f32x4.add(f32x4.mul(x, constant(AT_LOG2_E)), constant(AT_TO_WHOLE));
  const k = f32x4.sub(turns, constant(AT_TO_WHOLE));
  const near = f32x4.sub(x, f32x4.mul(k, constant(AT_LN2_HIGH)));
  const r = f32x4.sub(near, f32x4.mul(k, constant(AT_LN2_LOW)));
  let p = term(constant(AT_SERIES), r, 1);
  p = term(p, r, 2);
  p = term(p, r, 3);
  p = term(p, r, 4);
  const y = f32x4.add(f32x4.add(f32x4.mul(p, f32x4.mul(r, r)), r), constant(AT_ONE));
  const found = f32x4.mul(y, i32x4.shl(turns, 23));
  const above = v128.andnot(found, f32x4.lt(x, constant(AT_LOWEST)));
  return v128.bitselect(constant(AT_INFINITY), above, f32x4.gt(x, constant(AT_HIGHEST)));
}

export function reciprocal(x: v128): v128 {
  const guess = i32x4.sub(constant(AT_GUESS), x);
  const near = f32x4.mul(guess, f32x4.sub(constant(AT_TWO), f32x4.mul(x, guess)));
  const error = f32x4.sub(constant(AT_ONE), f32x4.mul(x, near));
  const found = f32x4.add(near, f32x4.mul(near, f32x4.add(error, f32x4.mul(error, error))));
  const magnitude = f32x4.abs(x);
  const small = v128.andnot(found, f32x4.ge(magnitude, constant(AT_RECIPROCAL_HIGHEST)));
  return v128.bitselect(constant(AT_INFINITY), small, f32x4.lt(magnitude, constant(AT_LEAST_NORMAL)));
}

/** 1 / sqrt(x). */
export function portableRoot(x: f32): f32 {
  let r = reinterpret<f32>(ROOT_GUESS - (reinterpret<u32>(x) >> 1));
  for (let step = 0; step < 3; step++) r = r + <f32>0.5 * r * (<f32>1 - x * r * r);
  return r;
}
