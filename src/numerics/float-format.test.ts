import { describe, expect, test } from 'vitest';
import { exactDecimal } from './exact-decimal.ts';
import {
  FLOAT_FORMATS,
  floatBits,
  floatFromBits,
  floatParts,
  nextFloat,
  roundToFractionBits,
  ulpSize,
} from './float-format.ts';
import { roundTo } from './rounding.ts';

const DTYPES = ['f32', 'bf16', 'f16'] as const;

describe('the parts of a float', () => {
  test.each(DTYPES)('%s: sign, significand and exponent give the value back', (dtype) => {
    for (const x of [1, -6.5, 0.1, 3e-5, 1e4, 2 ** -14, 2 ** -24 * 3]) {
      const bits = floatBits(dtype, x);
      const { sign, significand, exponent } = floatParts(dtype, bits);
      expect((sign ? -1 : 1) * significand * 2 ** exponent).toBe(floatFromBits(dtype, bits));
    }
  });

  test('kinds are told apart at their borders', () => {
    const kinds = [0, 1, 0x3ff, 0x400, 0x7bff, 0x7c00, 0x7c01].map((bits) => floatParts('f16', bits).kind);
    expect(kinds).toEqual(['zero', 'subnormal', 'subnormal', 'normal', 'normal', 'infinity', 'nan']);
  });
});

describe('the line of floats', () => {
  test('neighbours are one ulp apart, and the ulp doubles at a power of two', () => {
    const two = floatBits('bf16', 2);
    const above = floatFromBits('bf16', nextFloat('bf16', two, 1)) - 2;
    const below = 2 - floatFromBits('bf16', nextFloat('bf16', two, -1));
    expect([above, below]).toEqual([2 ** -6, 2 ** -7]);
    expect(ulpSize('bf16', two)).toBe(above);
  });

  test.each(DTYPES)('%s: a walk through zero and to the end is orderly', (dtype) => {
    const { bits } = FLOAT_FORMATS[dtype];
    const smallest = floatFromBits(dtype, 1);
    for (const zero of [0, 2 ** (bits - 1)]) {
      expect(floatFromBits(dtype, nextFloat(dtype, zero, 1))).toBe(smallest);
      expect(floatFromBits(dtype, nextFloat(dtype, zero, -1))).toBe(-smallest);
    }
    const infinity = floatBits(dtype, Number.POSITIVE_INFINITY);
    expect(nextFloat(dtype, nextFloat(dtype, infinity, -1), 1)).toBe(infinity);
    expect(nextFloat(dtype, infinity, 1)).toBe(infinity);
  });
});

test('with 7 and 23 fraction bits a small format rounds as bf16 and f32 do', () => {
  for (let i = 1; i < 2000; i++) {
    const x = Math.fround(Math.sin(i) * 40);
    expect(roundToFractionBits(x, 7)).toBe(roundTo('bf16')(x));
    expect(roundToFractionBits(i / 7 - 100, 23)).toBe(Math.fround(i / 7 - 100));
  }
  expect([1.5, 2.5, 3.5, -2.5].map((x) => roundToFractionBits(x / 4, 0) * 4)).toEqual([2, 2, 4, -2]);
  expect(roundToFractionBits(257, 7)).toBe(256);
});

test.each([
  [0.1, '0.1000000000000000055511151231257827021181583404541015625'],
  [Math.fround(0.1), '0.100000001490116119384765625'],
  [-6.5, '−6.5'],
  [1, '1'],
  [100, '100'],
  [65504, '65504'],
  [-0, '−0'],
  [2 ** 70, '1.180591620717411303424 × 10^21'],
  [2 ** -100, '7.888609052210118054117285652827862296732064351090230047702789306640625 × 10^−31'],
  [Number.NaN, 'NaN'],
])('%s in full', (value, text) => {
  expect(exactDecimal(value)).toBe(text);
});
