/**
 * What an arithmetic has its own way of (NUMERICS: `portable@1`), by one set of names. An instance of this module is of one arithmetic for good, so
 * that arms of both may take turns over the same memory.
 */
import { exp as nativeExp, expQuad as nativeExpQuad } from './exp';
import { keptQuad, portableExp, portableRoot, reciprocal, times } from './portable';

/** 1 where this instance computes in portable arithmetic. */
// @ts-ignore: decorator
@external("env", "portable")
declare const PORTABLE: i32;

// @ts-ignore: decorator
@inline
export function isPortable(): bool {
  return PORTABLE != 0;
}

/** a b where no sum follows, or where one of the two is no stored value. */
// @ts-ignore: decorator
@inline
export function product(a: v128, b: v128): v128 {
  return PORTABLE ? times(a, b) : f32x4.mul(a, b);
}

/** The same of one value. */
// @ts-ignore: decorator
@inline
export function productOf(a: f32, b: f32): f32 {
  return PORTABLE ? f32x4.extract_lane(times(f32x4.splat(a), f32x4.splat(b)), 0) : a * b;
}

/** What `quotient` takes of a divisor: its reciprocal, or itself. */
// @ts-ignore: decorator
@inline
export function divisor(x: v128): v128 {
  return PORTABLE ? reciprocal(x) : x;
}

// @ts-ignore: decorator
@inline
export function quotient(a: v128, by: v128): v128 {
  return PORTABLE ? times(a, by) : f32x4.div(a, by);
}

// @ts-ignore: decorator
@inline
export function expQuad(x: v128): v128 {
  return PORTABLE ? portableExp(x) : nativeExpQuad(x);
}

/** For the odd value. */
export function exp(x: f32): f32 {
  return PORTABLE ? f32x4.extract_lane(portableExp(f32x4.splat(x)), 0) : nativeExp(x);
}

/** 1 / sqrt(x). */
export function root(x: f32): f32 {
  return PORTABLE ? portableRoot(x) : <f32>(1.0 / sqrt<f64>(<f64>x));
}

/** What counts of values that are read, or about to be stored. */
// @ts-ignore: decorator
@inline
export function kept(x: v128): v128 {
  return PORTABLE ? keptQuad(x) : x;
}
