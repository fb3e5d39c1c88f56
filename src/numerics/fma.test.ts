import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { f32Bits, f32FromBits } from './bits.ts';
import { fusedMultiplyAdd, multiplyThenAdd } from './fma.ts';
import { finiteF32, moderateF32 } from './testing/arbitraries.ts';
import { exact, nearestF32, product, sum } from './testing/exact.ts';

const fusedExactly = (a: number, b: number, c: number) =>
  nearestF32(sum(product(exact(a), exact(b)), exact(c)));

/** Multiply, round, add, round, all in integers; null where the product overflows. */
function unfusedExactly(a: number, b: number, c: number): number | null {
  const rounded = nearestF32(product(exact(a), exact(b)));
  return Number.isFinite(rounded) ? nearestF32(sum(exact(rounded), exact(c))) : null;
}

const step = (x: number, ulps: number) => f32FromBits(f32Bits(x) + ulps);

/** Third operands that all but cancel the product, or lie far below its last place. */
const hardTriple = fc
  .tuple(
    moderateF32,
    moderateF32,
    fc.integer({ min: -3, max: 3 }),
    fc.integer({ min: -149, max: -20 }),
    fc.boolean(),
  )
  .filter(([a, b]) => Math.abs(a * b) > 1e-20)
  .map(([a, b, ulps, exponent, cancels]): [number, number, number] => {
    const c = cancels ? -step(Math.fround(a * b), ulps) : Math.sign(ulps) * 2 ** exponent;
    return [a, b, c];
  });

/** Products and sums among f32's subnormals. */
const tinyTriple = fc
  .tuple(moderateF32, moderateF32, moderateF32)
  .map(([a, b, c]): [number, number, number] => [a * 2 ** -70, b * 2 ** -75, Math.fround(c * 2 ** -146)])
  .filter((triple) => triple.every((x) => Math.fround(x) === x));

describe('fusedMultiplyAdd rounds the exact value once', () => {
  test.each([
    ['any finite operands', fc.tuple(finiteF32, finiteF32, finiteF32)],
    ['operands of a model', fc.tuple(moderateF32, moderateF32, moderateF32)],
    ['cancellation and tiny addends', hardTriple],
    ['subnormal results', tinyTriple],
  ])('%s', (_, triples) => {
    fc.assert(
      // Zeros are equal here whatever their sign; the table below has the signs.
      fc.property(triples, ([a, b, c]) => fusedMultiplyAdd(a, b, c) === fusedExactly(a, b, c)),
      { numRuns: 10_000 },
    );
  });

  const half = 1 + 2 ** -12; // its square is 1 + 2^-11 + 2^-24: a tie between two f32 values
  test.each([
    ['a tie alone goes to even', half, half, 0, 1 + 2 ** -11],
    ['a tie broken upwards far below f64 precision', half, half, 2 ** -149, 1 + 2 ** -11 + 2 ** -23],
    ['a tie broken downwards far below f64 precision', half, half, -(2 ** -149), 1 + 2 ** -11],
    ['what the rounded product would lose', half, half, -(1 + 2 ** -11), 2 ** -24],
    ['an overflowing product brought back', 2 ** 127, 2, -(2 ** 127), 2 ** 127],
    ['overflow', 2 ** 127, 2, 0, Number.POSITIVE_INFINITY],
    ['one and a half smallest subnormals are a tie', 2 ** -75, 2 ** -75, 2 ** -149, 2 ** -148],
    ['half the smallest subnormal is a tie with zero', 2 ** -75, 2 ** -75, 0, 0],
    ['negative zero survives', -0, 1, -0, -0],
    ['zeros of both signs make +0', -0, 1, 0, 0],
    ['exact cancellation makes +0', 3, 5, -15, 0],
    ['infinity', Number.POSITIVE_INFINITY, 1, 1, Number.POSITIVE_INFINITY],
    ['infinity times zero', Number.POSITIVE_INFINITY, 0, 1, Number.NaN],
  ])('%s', (_, a, b, c, expected) => {
    expect(fusedMultiplyAdd(a, b, c)).toBe(expected);
  });
});

describe('multiplyThenAdd', () => {
  test('rounds product and sum', () => {
    fc.assert(
      fc.property(fc.oneof(hardTriple, fc.tuple(finiteF32, finiteF32, finiteF32)), ([a, b, c]) => {
        const expected = unfusedExactly(a, b, c);
        return expected === null || multiplyThenAdd(a, b, c) === expected;
      }),
      { numRuns: 10_000 },
    );
  });

  test('differs from the fused rule where the product is inexact', () => {
    const x = 1 + 2 ** -12;
    expect(multiplyThenAdd(x, x, -(1 + 2 ** -11))).toBe(0);
  });
});
