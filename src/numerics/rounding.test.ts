import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { f32Bits, f32FromBits } from './bits.ts';
import { bf16Bits, bf16FromBits, f16Bits, f16FromBits, roundTo } from './rounding.ts';
import { anyF32 } from './testing/arbitraries.ts';

const PATTERNS = Array.from({ length: 65_536 }, (_, bits) => bits);

interface Format {
  readonly name: string;
  readonly round: (x: number) => number;
  readonly widen: (bits: number) => number;
  /** Bits of +infinity: patterns below it are the finite positive values, in order. */
  readonly infinity: number;
}

const FORMATS: readonly Format[] = [
  { name: 'bf16', round: bf16Bits, widen: bf16FromBits, infinity: 0x7f80 },
  { name: 'f16', round: f16Bits, widen: f16FromBits, infinity: 0x7c00 },
];

/** The f32 next to a positive one, away from zero or towards it. */
const neighbour = (x: number, step: 1 | -1) => f32FromBits(f32Bits(x) + step);

describe.each(FORMATS)('$name', ({ round, widen, infinity }) => {
  test('every pattern survives widening and rounding, and NaN stays NaN', () => {
    const wrong = PATTERNS.filter((bits) => {
      const value = widen(bits);
      if ((bits & 0x7fff) > infinity) return !Number.isNaN(value) || (round(value) & 0x7fff) <= infinity;
      return Math.fround(value) !== value || round(value) !== bits;
    });
    expect(wrong).toEqual([]);
  });

  test('positive patterns widen to increasing values, and the sign bit negates', () => {
    const wrong = PATTERNS.filter((bits) => {
      if (bits > infinity) return false;
      const ascends = bits === 0 || widen(bits) > widen(bits - 1);
      return !ascends || !Object.is(widen(bits | 0x8000), -widen(bits));
    });
    expect(wrong).toEqual([]);
  });

  test('between all neighbours: a tie goes to the even pattern, a hair beside it to the nearer one', () => {
    const wrong = PATTERNS.filter((bits) => {
      if (bits >= infinity) return false;
      // What comes after the largest finite value, were the exponent to go on: infinity stands for it.
      const next = bits + 1 === infinity ? 2 * widen(bits) - widen(bits - 1) : widen(bits + 1);
      const tie = (widen(bits) + next) / 2;
      if (Math.fround(tie) !== tie) throw new Error(`the tie above pattern ${bits} is no f32`);
      const even = bits % 2 === 0 ? bits : bits + 1;
      return (
        round(tie) !== even ||
        round(-tie) !== (even | 0x8000) ||
        round(neighbour(tie, -1)) !== bits ||
        round(neighbour(tie, 1)) !== bits + 1
      );
    });
    expect(wrong).toEqual([]);
  });

  test('no representable value is nearer than the chosen one', () => {
    fc.assert(
      fc.property(anyF32, (x) => {
        const bits = round(x);
        if (Number.isNaN(x)) return Number.isNaN(widen(bits));
        if ((bits & 0x7fff) === infinity) return Math.abs(x) > widen(infinity - 1);
        const distance = Math.abs(x - widen(bits));
        const others = [bits - 1, bits + 1].filter((other) => (other & 0x7fff) < infinity);
        return others.every((other) => distance <= Math.abs(x - widen(other)));
      }),
      { numRuns: 20_000 },
    );
  });

  test('the sign of zero is kept', () => {
    expect([round(0), round(-0), round(1e-45), round(-1e-45)]).toEqual([0, 0x8000, 0, 0x8000]);
  });
});

test.each([
  ['just below the tie that overflows', 65_519.996, 0x7bff],
  ['the tie between the largest value and 65536', 65_520, 0x7c00],
  ['its negative', -65_520, 0xfc00],
  ['the largest f32', f32FromBits(0x7f7fffff), 0x7c00],
  ['half the smallest subnormal, a tie with zero', 2 ** -25, 0],
  ['a hair above it', f32FromBits(f32Bits(2 ** -25) + 1), 1],
  ['one and a half smallest subnormals, a tie', 1.5 * 2 ** -24, 2],
  ['between the largest subnormal and the smallest normal value', (1023.5 / 1024) * 2 ** -14, 0x400],
])('f16: %s', (_, x, bits) => {
  expect(f16Bits(x)).toBe(bits);
});

test.each([
  ['the largest f32 rounds up to infinity', f32FromBits(0x7f7fffff), 0x7f80],
  ['a NaN whose upper bits alone would spell infinity', f32FromBits(0x7f800001), 0x7fc0],
  ['the smallest f32 subnormal', 2 ** -149, 0],
  ['a subnormal that bf16 holds', 2 ** -133, 1],
])('bf16: %s', (_, x, bits) => {
  expect(bf16Bits(x)).toBe(bits);
});

test('roundTo names each dtype', () => {
  const third = 1 / 3;
  expect(roundTo('f32')(third)).toBe(Math.fround(third));
  expect(roundTo('bf16')(third)).toBe(bf16FromBits(bf16Bits(third)));
  expect(roundTo('f16')(third)).toBe(f16FromBits(f16Bits(third)));
});
