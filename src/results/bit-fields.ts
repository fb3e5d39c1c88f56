import { f32Bits } from '../numerics/bits.ts';

/** The parts of an f32's 32 bits, highest first, as `0` and `1`. */
export interface BitFields {
  readonly sign: string;
  readonly exponent: string;
  readonly fraction: string;
  /** `0x` and 8 digits. */
  readonly hex: string;
}

/** Of a value that is an f32, or is rounded to one. */
export function bitFields(value: number): BitFields {
  return fieldsOf(f32Bits(value));
}

/** The bits in which two f32 values differ. */
export function xorFields(a: number, b: number): BitFields {
  return fieldsOf((f32Bits(a) ^ f32Bits(b)) >>> 0);
}

/** Number of bits in which two f32 values differ. */
export function differingBits(a: number, b: number): number {
  const { sign, exponent, fraction } = xorFields(a, b);
  return [...sign, ...exponent, ...fraction].filter((bit) => bit === '1').length;
}

function fieldsOf(bits: number): BitFields {
  const text = bits.toString(2).padStart(32, '0');
  return {
    sign: text.slice(0, 1),
    exponent: text.slice(1, 9),
    fraction: text.slice(9),
    hex: `0x${bits.toString(16).padStart(8, '0')}`,
  };
}
