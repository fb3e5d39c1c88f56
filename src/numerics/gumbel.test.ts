import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { gumbel, logPositive, mixBits, requestKey } from './gumbel.ts';
import { anyF32 } from './testing/arbitraries.ts';
import { ulpDistance32 } from './ulp.ts';

const DRAWS = 1 << 16;
const EULER = 0.5772156649;

const draws = (of: (i: number) => number) => Array.from({ length: DRAWS }, (_, i) => of(i));

/** The uniform number behind a draw: the inverse of -log(-log u). */
const uniformOf = (g: number) => Math.exp(-Math.exp(-g));

/** Chi-square of values in (0, 1) over 64 equal bins: about 63, and above 120 once in 60,000 truly uniform sets. */
function chiSquare(uniforms: readonly number[]): number {
  const bins = new Array<number>(64).fill(0);
  for (const u of uniforms) bins[Math.min(63, Math.floor(u * 64))]++;
  const expected = uniforms.length / 64;
  return bins.reduce((total, count) => total + (count - expected) ** 2 / expected, 0);
}

describe('gumbel', () => {
  test.each([
    ['token', (i: number) => gumbel(7, 11, 13, i)],
    ['position', (i: number) => gumbel(7, 11, i, 13)],
    ['request', (i: number) => gumbel(7, i, 11, 13)],
    ['seed', (i: number) => gumbel(i, 7, 11, 13)],
  ])(
    'along consecutive values of %s the draws are uniform under the distribution and uncorrelated',
    (_, of) => {
      const values = draws(of);
      expect(chiSquare(values.map(uniformOf))).toBeLessThan(120);
      const mean = values.reduce((a, b) => a + b) / DRAWS;
      const variance = values.reduce((total, g) => total + (g - mean) ** 2, 0) / DRAWS;
      expect(Math.abs(mean - EULER)).toBeLessThan(0.025);
      expect(Math.abs(variance - Math.PI ** 2 / 6)).toBeLessThan(0.06);
      const products = values.slice(1).map((g, i) => (g - mean) * (values[i] - mean));
      expect(Math.abs(products.reduce((a, b) => a + b) / DRAWS / variance)).toBeLessThan(0.025);
    },
  );

  test('it is -log(-log u) of its hash, to f32 precision, and always finite', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 0xffffffff }),
        fc.integer({ min: 0, max: 200_000 }),
        (seed, token) => {
          const hash = mixBits(seed ^ mixBits(5 ^ mixBits(9 ^ mixBits(token))));
          const expected = -Math.log(-Math.log(((hash >>> 9) + 0.5) / 2 ** 23));
          expect(Math.abs(gumbel(seed, 5, 9, token) - expected)).toBeLessThan(
            2e-6 * Math.max(1, Math.abs(expected)),
          );
        },
      ),
      { numRuns: 2_000 },
    );
  });

  test('a seed above 2^31 is a seed of its own', () => {
    expect(gumbel(0xffffffff, 1, 2, 3)).toBe(gumbel(-1, 1, 2, 3));
    expect(gumbel(0xffffffff, 1, 2, 3)).not.toBe(gumbel(0x7fffffff, 1, 2, 3));
  });
});

describe('logPositive', () => {
  const normal = anyF32.filter((x) => Number.isFinite(x) && x >= 2 ** -126);
  const nearOne = fc
    .integer({ min: 0, max: 1 << 23 })
    .map((i) => Math.fround(1 + (i - (1 << 22)) * 2 ** -23));

  test.each([
    ['normal values', normal],
    ['values near 1, where the result is small', nearOne],
    [
      'the uniform numbers of draws',
      fc.integer({ min: 0, max: 2 ** 23 - 1 }).map((i) => (i + 0.5) / 2 ** 23),
    ],
  ])('is within 2 ulp of Math.log for %s', (_, values) => {
    fc.assert(
      fc.property(values, (x) => ulpDistance32(logPositive(x), Math.fround(Math.log(x))) <= 2),
      { numRuns: 20_000 },
    );
  });

  test('log 1 is 0', () => {
    expect(logPositive(1)).toBe(0);
  });
});

describe('requestKey', () => {
  test.each([
    ['', 0x811c9dc5],
    ['a', 0xe40c292c],
    ['foobar', 0xbf9cf968],
    ['é', 0x1e9de8c1], // two bytes of UTF-8
  ])('FNV-1a of %j', (name, key) => {
    expect(requestKey(name)).toBe(key);
  });
});

test('mixBits: each input bit flips about half of the output bits', () => {
  const ones = (word: number) => word.toString(2).replaceAll('0', '').length;
  for (let bit = 0; bit < 32; bit++) {
    const flips = Array.from({ length: 512 }, (_, i) => {
      const word = Math.imul(i + 1, 0x9e3779b1);
      return ones((mixBits(word) ^ mixBits(word ^ (1 << bit))) >>> 0);
    });
    const mean = flips.reduce((a, b) => a + b) / flips.length;
    expect(Math.abs(mean - 16), `bit ${bit}`).toBeLessThan(1);
  }
});
