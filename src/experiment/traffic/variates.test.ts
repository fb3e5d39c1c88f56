import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exp, ln } from './portable-math.ts';
import { mixedSeed, Variates } from './variates.ts';

const DRAWS = 20_000;

function moments(values: readonly number[]) {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
  return { mean, cv: Math.sqrt(variance) / mean };
}

const drawn = (draw: (variates: Variates) => number, seed = 7) => {
  const variates = new Variates(seed);
  return Array.from({ length: DRAWS }, () => draw(variates));
};

describe('logarithm and exponential of additions and products', () => {
  it('are within a few units in the last place of the platform’s', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-300, max: 1e300, noNaN: true }), (x) => {
        expect(Math.abs(ln(x) - Math.log(x))).toBeLessThanOrEqual(4e-16 * Math.max(1, Math.abs(Math.log(x))));
      }),
    );
    fc.assert(
      fc.property(fc.double({ min: -700, max: 700, noNaN: true }), (x) => {
        expect(Math.abs(exp(x) / Math.exp(x) - 1)).toBeLessThan(1e-15);
      }),
    );
  });

  it('are known to the bit', () => {
    expect([ln(1), ln(7), exp(0), exp(2), exp(-800)]).toEqual([
      0,
      1.9459101490553132,
      1,
      7.38905609893065,
      exp(-700),
    ]);
  });
});

describe('gamma variates', () => {
  // Of 20,000 draws the mean is off by 1 % of cv, the cv by about 1 to 4 %: limits are five times that.
  it.each([
    [0.25, 0.1, 0.12],
    [0.5, 0.06, 0.08],
    [1, 0.04, 0.05],
    [2.5, 0.03, 0.03],
    [16, 0.01, 0.03],
  ])('of shape %d have mean 1 and a coefficient of variation of 1 / sqrt(shape)', (shape, ofMean, ofCv) => {
    const { mean, cv } = moments(drawn((variates) => variates.gamma(shape)));
    expect(Math.abs(mean - 1)).toBeLessThan(ofMean);
    expect(Math.abs(cv * Math.sqrt(shape) - 1)).toBeLessThan(ofCv);
  });

  it.each([
    // Below x lie so many: 1 - exp(-x); of shape 2 scaled to mean 1, 1 - exp(-2x)(1 + 2x).
    [1, (x: number) => 1 - Math.exp(-x)],
    [2, (x: number) => 1 - Math.exp(-2 * x) * (1 + 2 * x)],
  ])('of shape %d lie as their distribution says (Kolmogorov and Smirnov)', (shape, below) => {
    const sorted = drawn((variates) => variates.gamma(shape)).toSorted((a, b) => a - b);
    const distance = Math.max(...sorted.map((x, i) => Math.abs(below(x) - (i + 0.5) / DRAWS)));
    expect(distance).toBeLessThan(1.95 / Math.sqrt(DRAWS));
  });

  it('are the same for the same seed, and others for its neighbour', () => {
    const of = (seed: number) => drawn((variates) => variates.gamma(0.5), seed).slice(0, 8);
    expect(of(3)).toEqual(of(3));
    expect(of(3)[0]).not.toBe(of(4)[0]);
    expect(of(3)[0]).toBe(2.7336995478981283);
  });
});

it('seeds of neighbours share nothing, and no two of many are equal', () => {
  const seeds = Array.from({ length: DRAWS }, (_, i) => mixedSeed(1, i));
  expect(new Set(seeds).size).toBe(DRAWS);
  const bits = seeds.slice(1).map((seed, i) => (seed ^ seeds[i]).toString(2).replaceAll('-', '').length);
  expect(moments(seeds.map((seed) => seed / 2 ** 32)).mean).toBeCloseTo(0.5, 1);
  expect(Math.max(...bits)).toBeGreaterThan(24);
});
