import { f32Bits, f32FromBits } from './bits.ts';
import type { ActivationDtype } from './dtypes.ts';

/** bf16 bits of an f32, to nearest even, by the integer code that the shaders use too. NaN stays NaN. */
export function bf16Bits(x: number): number {
  const u = f32Bits(x);
  if ((u & 0x7fffffff) > 0x7f800000) return (u >>> 16) | 0x40;
  return ((u + 0x7fff + ((u >>> 16) & 1)) >>> 16) & 0xffff;
}

export function bf16FromBits(bits: number): number {
  return f32FromBits((bits << 16) >>> 0);
}

/** f16 bits of an f32, to nearest even; overflow gives infinity, tiny values give subnormals. NaN stays NaN. */
export function f16Bits(x: number): number {
  const u = f32Bits(x);
  const sign = (u >>> 16) & 0x8000;
  const magnitude = u & 0x7fffffff;
  if (magnitude > 0x7f800000) return sign | 0x7e00;
  if (magnitude >= 0x477ff000) return sign | 0x7c00;
  if (magnitude >= 0x38800000) {
    const rebased = magnitude - 0x38000000;
    return sign | ((rebased + 0xfff + ((rebased >>> 13) & 1)) >>> 13);
  }
  const exponent = magnitude >>> 23;
  if (exponent < 102) return sign;
  const shift = 126 - exponent;
  const significand = (magnitude & 0x7fffff) | 0x800000;
  const quotient = significand >>> shift;
  const rest = significand - quotient * 2 ** shift;
  const half = 2 ** (shift - 1);
  const up = rest > half || (rest === half && (quotient & 1) === 1);
  return sign | (quotient + (up ? 1 : 0));
}

export function f16FromBits(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >>> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0x1f) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** Rounds a value to an activation dtype and widens it back to f32. */
export type Round = (x: number) => number;

const ROUND: Record<ActivationDtype, Round> = {
  f32: Math.fround,
  bf16: (x) => bf16FromBits(bf16Bits(x)),
  f16: (x) => f16FromBits(f16Bits(x)),
};

export function roundTo(dtype: ActivationDtype): Round {
  return ROUND[dtype];
}
