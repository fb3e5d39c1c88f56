/**
 * exp of f32 values, rounded to f32: the bits of the host's Math.exp, rounded. exp is computed in f64 by a polynomial whose relative
 * error is below 2^-41; where f32 has one value for all numbers within 2^-40 of the result, Math.exp, which errs far less, rounds to it
 * too. Elsewhere, about once in 2^15, the host is asked. For f32's normal numbers that is read from the bits of the result.
 */
// @ts-ignore: decorator
@external("env", "exp")
declare function hostExp(x: f64): f64;

/** For the odd value. */
export function exp(x: f32): f32 {
  return <f32>hostExp(<f64>x);
}

/** Past these f32 has infinity, and 0. */
const HIGHEST: f32 = 89.5;
const LOWEST: f32 = -104.5;

/** Constants lie in memory, from where one instruction fills both lanes. The first, added, leaves the nearest integer in the lowest bits. */
const CONSTANTS = memory.data<f64>([
  6755399441055744.0, 1.4426950408889634, 0.6931471805599453,
  1.0, 1.0, 1.0 / 2, 1.0 / 6, 1.0 / 24, 1.0 / 120, 1.0 / 720, 1.0 / 5040, 1.0 / 40320, 1.0 / 362880, 1.0 / 3628800,
  1.0 - 9.094947017729282e-13, 1.0 + 9.094947017729282e-13,
]);
const INTEGER: usize = 0;
const LOG2_E: usize = 8;
const LN_2: usize = 16;
/** Of the series, the constant term first. */
const SERIES: usize = 24;
/** What 2^-40 more or less multiplies by. */
const LESS: usize = 112;
const MORE: usize = 120;

// @ts-ignore: decorator
@inline
function constant(offset: usize): v128 {
  return v128.load64_splat(CONSTANTS + offset);
}

/** The same of 32 bits, below. */
const WORDS = memory.data<i32>([0x42ae0000, 0x10002000, 0x1fffffff, 0x4000]);
/** 87: up to here, of either sign, exp is a normal number of f32. */
const NORMAL: usize = 0;
/** The middle between two neighbours of f32, in the lowest bits of an f64, and the doubt about a result: 2^13 of its last places, no less than 2^-40 of it. */
const MIDDLE_AND_DOUBT: usize = 4;
/** What an f64 has below f32's last place. */
const BELOW_F32: usize = 8;
const TWICE_DOUBT: usize = 12;

// @ts-ignore: decorator
@inline
function word(offset: usize): v128 {
  return v128.load32_splat(WORDS + offset);
}

/** Of four values. */
export function expQuad(x: v128): v128 {
  if (!v128.all_true<i32>(f32x4.le(f32x4.abs(x), word(NORMAL)))) return widestQuad(x);
  const low = expPair(f64x2.promote_low_f32x4(x));
  const high = expPair(f64x2.promote_low_f32x4(v128.shuffle<f32>(x, x, 2, 3, 2, 3)));
  // How far above the middle, with what is just below it brought above: adding the middle takes it away, modulo its double.
  const words = v128.shuffle<i32>(low, high, 0, 2, 4, 6);
  const above = v128.and(i32x4.add(words, word(MIDDLE_AND_DOUBT)), word(BELOW_F32));
  if (!v128.all_true<i32>(i32x4.gt_s(above, word(TWICE_DOUBT)))) return hostQuad(x);
  return v128.shuffle<f32>(f32x4.demote_f64x2_zero(low), f32x4.demote_f64x2_zero(high), 0, 1, 4, 5);
}

/** Where results may be subnormal, 0 or infinite. */
function widestQuad(x: v128): v128 {
  const inside = f32x4.pmax(f32x4.pmin(x, f32x4.splat(HIGHEST)), f32x4.splat(LOWEST));
  const low = expPair(f64x2.promote_low_f32x4(inside));
  const high = expPair(f64x2.promote_low_f32x4(v128.shuffle<f32>(inside, inside, 2, 3, 2, 3)));
  const below = together(low, high, LESS);
  const above = together(low, high, MORE);
  if (v128.all_true<i32>(f32x4.eq(below, above))) return below;
  return hostQuad(x);
}

// @ts-ignore: decorator
@inline
function together(low: v128, high: v128, factor: usize): v128 {
  const factors = constant(factor);
  const first = f32x4.demote_f64x2_zero(f64x2.mul(low, factors));
  const last = f32x4.demote_f64x2_zero(f64x2.mul(high, factors));
  return v128.shuffle<f32>(first, last, 0, 1, 4, 5);
}

/** 2^n e^r with |r| <= ln(2) / 2: ten terms of the series of e^r. */
// @ts-ignore: decorator
@inline
export function expPair(x: v128): v128 {
  const shifted = f64x2.add(f64x2.mul(x, constant(LOG2_E)), constant(INTEGER));
  const r = f64x2.sub(x, f64x2.mul(f64x2.sub(shifted, constant(INTEGER)), constant(LN_2)));
  const r2 = f64x2.mul(r, r);
  const r4 = f64x2.mul(r2, r2);
  const low = f64x2.add(line(r, SERIES), f64x2.mul(r2, line(r, SERIES + 16)));
  const middle = f64x2.add(line(r, SERIES + 32), f64x2.mul(r2, line(r, SERIES + 48)));
  const high = f64x2.add(line(r, SERIES + 64), f64x2.mul(r2, constant(SERIES + 80)));
  const e = f64x2.add(low, f64x2.mul(r4, f64x2.add(middle, f64x2.mul(r4, high))));
  return i64x2.add(e, i64x2.shl(shifted, 52));
}

/** Two terms of the series from one on. */
// @ts-ignore: decorator
@inline
function line(x: v128, from: usize): v128 {
  return f64x2.add(constant(from), f64x2.mul(x, constant(from + 8)));
}

function hostQuad(x: v128): v128 {
  let y = f32x4.splat(exp(f32x4.extract_lane(x, 0)));
  y = f32x4.replace_lane(y, 1, exp(f32x4.extract_lane(x, 1)));
  y = f32x4.replace_lane(y, 2, exp(f32x4.extract_lane(x, 2)));
  return f32x4.replace_lane(y, 3, exp(f32x4.extract_lane(x, 3)));
}
