import { f32Bits } from './bits.ts';

/**
 * Distance between two f32 values in units in the last place: how many steps along the ordered line of all
 * finite f32 values separate them. 0 and -0 are one place apart from nothing: their distance is 0.
 * NaN on either side gives Infinity.
 */
export function ulpDistance32(a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number.POSITIVE_INFINITY;
  return Math.abs(orderedIndex(f32Bits(a)) - orderedIndex(f32Bits(b)));
}

/** Sign-magnitude bits to a signed integer that grows with the value. */
function orderedIndex(bits: number): number {
  return bits >= 0x80000000 ? -(bits - 0x80000000) : bits;
}
