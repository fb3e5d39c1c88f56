/** Portable arithmetic on four values at once, step by step as src/numerics/portable/portable-math.ts has it: the same bits. */
import {
  EXP_0, EXP_1, EXP_2, EXP_3, EXP_4, EXP_5, EXP_HIGHEST, EXP_LOWEST, LEAST, LEAST_PRODUCT, LN2_HIGH, LN2_LOW, LOG2_E, RECIPROCAL_GUESS,
  ROOT_GUESS,
} from './portable-constants';

/** Constants lie in memory, from where one instruction fills all lanes. */
const CONSTANTS = memory.data<u32>([
  LEAST, LEAST_PRODUCT, LOG2_E, LN2_HIGH, LN2_LOW, EXP_LOWEST, EXP_HIGHEST,
  EXP_5, EXP_4, EXP_3, EXP_2, EXP_1, EXP_0, RECIPROCAL_GUESS, ROOT_GUESS,
  0x7fffffff, 0x7f800000, 0x7fc00000, 0x007fffff, 0x3f800000, 0x3f000000, 0x80000000,
]);
const AT_LEAST: usize = 0;
const AT_LEAST_PRODUCT: usize = 4;
const AT_LOG2_E: usize = 8;
const AT_LN2_HIGH: usize = 12;
const AT_LN2_LOW: usize = 16;
const AT_LOWEST: usize = 20;
const AT_HIGHEST: usize = 24;
/** Of e^r, the highest power first. */
const AT_SERIES: usize = 28;
const AT_RECIPROCAL: usize = 52;
const AT_ROOT: usize = 56;
const AT_MAGNITUDE: usize = 60;
const AT_INFINITY: usize = 64;
const AT_NAN: usize = 68;
const AT_FRACTION: usize = 72;
const AT_ONE: usize = 76;
const AT_HALF: usize = 80;
const AT_SIGN: usize = 84;

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
  const inside = f32x4.pmax(f32x4.pmin(x, constant(AT_HIGHEST)), constant(AT_LOWEST));
  const turns = f32x4.mul(inside, constant(AT_LOG2_E));
  const half = v128.or(constant(AT_HALF), v128.and(turns, constant(AT_SIGN)));
  const k = i32x4.trunc_sat_f32x4_s(f32x4.add(turns, half));
  const whole = f32x4.convert_i32x4_s(k);
  const near = f32x4.sub(inside, f32x4.mul(whole, constant(AT_LN2_HIGH)));
  const r = f32x4.sub(near, f32x4.mul(whole, constant(AT_LN2_LOW)));
  let p = term(constant(AT_SERIES), r, 1);
  p = term(p, r, 2);
  p = term(p, r, 3);
  p = term(p, r, 4);
  p = term(p, r, 5);
  const y = f32x4.add(f32x4.add(f32x4.mul(p, f32x4.mul(r, r)), r), constant(AT_ONE));
  const bits = i32x4.add(y, i32x4.shl(k, 23));
  const above = v128.andnot(bits, f32x4.lt(x, constant(AT_LOWEST)));
  const finite = v128.bitselect(constant(AT_INFINITY), above, f32x4.gt(x, constant(AT_HIGHEST)));
  return v128.bitselect(finite, constant(AT_NAN), f32x4.eq(x, x));
}

export function reciprocal(x: v128): v128 {
  const magnitude = v128.and(x, constant(AT_MAGNITUDE));
  const exponent = i32x4.shr_u(magnitude, 23);
  const one = constant(AT_ONE);
  const fraction = v128.or(v128.and(x, constant(AT_FRACTION)), one);
  let r = i32x4.sub(constant(AT_RECIPROCAL), fraction);
  r = f32x4.add(r, f32x4.mul(r, f32x4.sub(one, f32x4.mul(fraction, r))));
  r = f32x4.add(r, f32x4.mul(r, f32x4.sub(one, f32x4.mul(fraction, r))));
  r = f32x4.add(r, f32x4.mul(r, f32x4.sub(one, f32x4.mul(fraction, r))));
  const scaled = i32x4.sub(i32x4.add(r, one), i32x4.shl(exponent, 23));
  const small = v128.andnot(scaled, i32x4.gt_s(exponent, i32x4.splat(252)));
  const large = v128.bitselect(constant(AT_INFINITY), small, i32x4.eq(exponent, i32x4.splat(0)));
  const known = v128.bitselect(large, constant(AT_NAN), f32x4.eq(x, x));
  return v128.or(known, v128.and(x, constant(AT_SIGN)));
}

/** 1 / sqrt(x). */
export function portableRoot(x: f32): f32 {
  const bits = reinterpret<u32>(x);
  const odd = ((bits >> 23) & 1) ^ 1;
  const fraction = reinterpret<f32>((bits & 0x7fffff) | ((127 + odd) << 23));
  let r = reinterpret<f32>(ROOT_GUESS - (reinterpret<u32>(fraction) >> 1));
  for (let step = 0; step < 3; step++) r = r + <f32>0.5 * r * (<f32>1 - fraction * r * r);
  const halved = ((bits >> 23) - odd + 127) >> 1;
  return reinterpret<f32>(reinterpret<u32>(r) + ((127 - halved) << 23));
}
