/**
 * Multiply-add in f32 under the two rules that a device may follow (WGSL lets `fma` be either).
 * Source: Boldo and Melquiond, "Emulation of FMA and correctly rounded sums: proved algorithms using
 * rounding to odd" (IEEE Transactions on Computers, 2008).
 */
export type MultiplyAddRule = 'unfused' | 'fused';
export type MultiplyAdd = (a: number, b: number, c: number) => number;

/** fround(fround(a * b) + c): two roundings. Arguments are f32 values. */
export function multiplyThenAdd(a: number, b: number, c: number): number {
  return Math.fround(Math.fround(a * b) + c);
}

const float64 = new Float64Array(1);
const words = new BigInt64Array(float64.buffer);

/**
 * a * b + c with one rounding. The f64 product of two f32 values is exact; their f64 sum with c is not, and rounding
 * it to f32 as it stands would round twice. Rounding the sum to odd first makes the second rounding harmless.
 */
export function fusedMultiplyAdd(a: number, b: number, c: number): number {
  const product = a * b;
  const sum = product + c;
  if (!Number.isFinite(sum)) return Math.fround(sum);
  const fromC = sum - product;
  const error = product - (sum - fromC) + (c - fromC);
  return Math.fround(error === 0 ? sum : toOdd(sum, error));
}

/** Of the two f64 neighbours around sum + error, the one whose last bit is odd. */
function toOdd(sum: number, error: number): number {
  float64[0] = sum;
  const bits = words[0];
  if (bits & 1n) return sum;
  const awayFromZero = sum > 0 === error > 0;
  words[0] = bits + (awayFromZero ? 1n : -1n);
  return float64[0];
}

export const MULTIPLY_ADD: Readonly<Record<MultiplyAddRule, MultiplyAdd>> = {
  unfused: multiplyThenAdd,
  fused: fusedMultiplyAdd,
};
