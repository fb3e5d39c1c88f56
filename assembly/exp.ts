/** The host's Math.exp: NUMERICS leaves exp to whoever computes, and this engine's bits are JavaScript's. */
// @ts-ignore: decorator
@external("env", "exp")
declare function hostExp(x: f64): f64;

/** exp of an f32, rounded to f32. */
// @ts-ignore: decorator
@inline
export function exp(x: f32): f32 {
  return <f32>hostExp(<f64>x);
}
