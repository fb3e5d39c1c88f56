import { f32Bits, f32FromBits } from './bits.ts';
import type { ActivationDtype } from './dtypes.ts';
import { bf16Bits, bf16FromBits, f16Bits, f16FromBits } from './rounding.ts';

/** How a float's bits are divided, highest first: one sign bit, then the exponent's, then the fraction's. */
export interface FloatFormat {
  readonly dtype: ActivationDtype;
  readonly bits: number;
  readonly exponentBits: number;
  readonly fractionBits: number;
  /** What is added to an exponent before it is stored. */
  readonly bias: number;
}

export const FLOAT_FORMATS: Readonly<Record<ActivationDtype, FloatFormat>> = {
  f32: { dtype: 'f32', bits: 32, exponentBits: 8, fractionBits: 23, bias: 127 },
  bf16: { dtype: 'bf16', bits: 16, exponentBits: 8, fractionBits: 7, bias: 127 },
  f16: { dtype: 'f16', bits: 16, exponentBits: 5, fractionBits: 10, bias: 15 },
};

export type FloatKind = 'zero' | 'subnormal' | 'normal' | 'infinity' | 'nan';

/** A float taken apart: (-1)^sign x significand x 2^exponent where it is finite. */
export interface FloatParts {
  readonly kind: FloatKind;
  readonly sign: 0 | 1;
  readonly exponentField: number;
  readonly fractionField: number;
  /** Of the value; that of the smallest normal float for zero and subnormals. */
  readonly exponent: number;
  /** 1 + fraction for a normal float, the fraction alone below. */
  readonly significand: number;
}

const TO_BITS = { f32: f32Bits, bf16: bf16Bits, f16: f16Bits } as const;
const FROM_BITS = { f32: f32FromBits, bf16: bf16FromBits, f16: f16FromBits } as const;

/** Bits of a value in a format, rounded to f32 and from there to nearest even, as activations are stored. */
export function floatBits(dtype: ActivationDtype, value: number): number {
  return TO_BITS[dtype](value);
}

export function floatFromBits(dtype: ActivationDtype, bits: number): number {
  return FROM_BITS[dtype](bits);
}

export function floatParts(dtype: ActivationDtype, bits: number): FloatParts {
  const { exponentBits, fractionBits, bias } = FLOAT_FORMATS[dtype];
  const exponentField = Math.floor(bits / 2 ** fractionBits) % 2 ** exponentBits;
  const fractionField = bits % 2 ** fractionBits;
  const fraction = fractionField / 2 ** fractionBits;
  const normal = exponentField > 0;
  return {
    kind: kindOf(exponentField === 2 ** exponentBits - 1, normal, fractionField),
    sign: bits >= 2 ** (exponentBits + fractionBits) ? 1 : 0,
    ...{ exponentField, fractionField },
    exponent: (normal ? exponentField : 1) - bias,
    significand: normal ? 1 + fraction : fraction,
  };
}

function kindOf(special: boolean, normal: boolean, fractionField: number): FloatKind {
  if (special) return fractionField === 0 ? 'infinity' : 'nan';
  if (normal) return 'normal';
  return fractionField === 0 ? 'zero' : 'subnormal';
}

/** The step to the next float of larger magnitude; the bits are of a finite value. */
export function ulpSize(dtype: ActivationDtype, bits: number): number {
  return 2 ** (floatParts(dtype, bits).exponent - FLOAT_FORMATS[dtype].fractionBits);
}

/**
 * Bits of the next float up (`by` 1) or down (-1) the number line, infinities at its ends; zero counts once. NaN has no
 * neighbour and stays.
 */
export function nextFloat(dtype: ActivationDtype, bits: number, by: 1 | -1): number {
  const { kind, sign } = floatParts(dtype, bits);
  const signBit = 2 ** (FLOAT_FORMATS[dtype].bits - 1);
  if (kind === 'nan') return bits;
  if (kind === 'zero') return by === 1 ? 1 : signBit + 1;
  const outward = (by === 1) === (sign === 0);
  if (kind === 'infinity' && outward) return bits;
  return bits + (outward ? 1 : -1);
}

/** A value rounded to nearest even with so many fraction bits and any exponent: a float format as small as one likes. */
export function roundToFractionBits(value: number, fractionBits: number): number {
  if (value === 0 || !Number.isFinite(value)) return value;
  // The logarithm of a value just below a power of two may round up to it.
  const guess = Math.floor(Math.log2(Math.abs(value)));
  const ulp = 2 ** ((2 ** guess > Math.abs(value) ? guess - 1 : guess) - fractionBits);
  const count = value / ulp;
  const below = Math.floor(count);
  const rest = count - below;
  const up = rest > 0.5 || (rest === 0.5 && below % 2 !== 0);
  return (up ? below + 1 : below) * ulp;
}
