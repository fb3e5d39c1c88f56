import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { countDifferingBits, f32Bits, f32FromBits } from './bits.ts';
import { anyF32, finiteF32 } from './testing/arbitraries.ts';
import { ulpDistance32 } from './ulp.ts';

/** The next f32 above a finite one: by the value of its last place, not by its bits. */
function next(x: number): number {
  const exponent = Math.max(Math.floor(Math.log2(Math.abs(x))), -126);
  const up = [exponent - 24, exponent - 23, exponent - 22].map((e) =>
    Math.fround(x + 2 ** Math.max(e, -149)),
  );
  return Math.min(...up.filter((y) => y > x));
}

describe('ulpDistance32', () => {
  test('neighbours are one apart', () => {
    fc.assert(
      fc.property(finiteF32, (x) => ulpDistance32(x, next(x)) === 1),
      { numRuns: 5_000 },
    );
  });

  test('it is a distance along a line: symmetric, and additive in order of value', () => {
    fc.assert(
      fc.property(finiteF32, finiteF32, finiteF32, (...values) => {
        const [a, b, c] = values.toSorted((x, y) => x - y);
        expect(ulpDistance32(a, c)).toBe(ulpDistance32(c, a));
        expect(ulpDistance32(a, c)).toBe(ulpDistance32(a, b) + ulpDistance32(b, c));
      }),
    );
  });

  test.each([
    [0, -0, 0],
    [2 ** -149, -(2 ** -149), 2],
    [0, 2 ** -126, 2 ** 23],
    [1, 2, 2 ** 23],
    [f32FromBits(0x7f7fffff), Number.POSITIVE_INFINITY, 1],
    [Number.NaN, 1, Number.POSITIVE_INFINITY],
    [1, Number.NaN, Number.POSITIVE_INFINITY],
    [Number.NaN, Number.NaN, Number.POSITIVE_INFINITY],
  ])('%f and %f: %f', (a, b, distance) => {
    expect(ulpDistance32(a, b)).toBe(distance);
  });
});

describe('bits', () => {
  test('bits and value are two views of one f32', () => {
    fc.assert(fc.property(anyF32, (x) => Object.is(f32FromBits(f32Bits(x)), x)));
    expect(f32Bits(-2)).toBe(0xc0000000);
  });

  test('differing places are counted by bits: -0 is not 0, a NaN equals itself', () => {
    const a = Float32Array.of(0, 1, Number.NaN, 3);
    expect(countDifferingBits(a, Float32Array.of(-0, 1, Number.NaN, f32FromBits(f32Bits(3) + 1)))).toBe(2);
    expect(countDifferingBits(a.subarray(1), a.subarray(1))).toBe(0);
  });

  test('arrays of unequal length are refused', () => {
    expect(() => countDifferingBits(new Float32Array(2), new Float32Array(3))).toThrow('cannot compare 2');
  });
});
