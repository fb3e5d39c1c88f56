import { f32Bits, f32FromBits } from './bits.ts';

/** Activations as q8 holds them. */
export interface QuantisedRow {
  /** -127 to 127, each the nearest to x / scale, ties to even. */
  readonly integers: Int8Array;
  /** f32: largest magnitude / 127, rounded to nearest even; 0 where that magnitude is below 2^-60, NaN where it is not finite. */
  readonly scale: number;
}

/** Below it a row counts as zero, so that no product of scales is subnormal, which devices may flush. */
const LEAST = f32Bits(2 ** -60);
const INFINITE = 0x7f800000;

/** The largest magnitude of values as the bits of an f32, which order as magnitudes do: in any order the same. */
export function largestBits(values: Float32Array): number {
  let most = 0;
  for (const x of values) most = Math.max(most, f32Bits(x) & 0x7fffffff);
  return most;
}

/** Of rows or of a whole step whose largest magnitude has these bits. */
export function scaleOf(largest: number): number {
  if (largest >= INFINITE) return Number.NaN;
  return largest < LEAST ? 0 : Math.fround(f32FromBits(largest) / 127);
}

/**
 * A quotient of two f32 lies at least 2^-26 from a half that it is not, so its f64 rounds as the exact one does; shaders/quantize.wgsl, which has no
 * division that is exact, divides integers.
 */
export function quantiseRow(values: Float32Array, scale: number): QuantisedRow {
  const integers = new Int8Array(values.length);
  if (scale > 0) for (let i = 0; i < values.length; i++) integers[i] = roundHalfEven(values[i] / scale);
  return { integers, scale };
}

/** A row with a scale of its own. */
export function quantiseAlone(values: Float32Array): QuantisedRow {
  return quantiseRow(values, scaleOf(largestBits(values)));
}

function roundHalfEven(x: number): number {
  const below = Math.floor(x);
  const rest = x - below;
  return rest > 0.5 || (rest === 0.5 && below % 2 !== 0) ? below + 1 : below;
}
