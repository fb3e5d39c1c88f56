import { expect, test } from 'vitest';
import { kolmogorovP, kolmogorovSmirnov, kolmogorovSmirnovOf } from './kolmogorov-smirnov.ts';
import { wholeSample } from './weighted-sample.ts';

const X = [
  0.61, 0.29, 0.06, 0.59, -1.73, -0.74, 0.51, -0.56, 0.39, 1.64, 0.05, -0.06, 0.64, -0.82, 0.37, 1.77, 1.09,
  -1.28, 2.36, 1.31, 1.05, -0.32,
];
const Y = [-0.4, 1.06, -2.47, 1.2, 0.9, 3.1, 2.2, 1.9];

test('as R 4.2.2’s ks.test: D = 0.4773, exact p = 0.09764', () => {
  const { d, p, exact } = kolmogorovSmirnov(X, Y);
  expect(d).toBeCloseTo(0.477272727272727, 12);
  expect(p).toBeCloseTo(0.0976387020165103, 12);
  expect(exact).toBe(true);
  // Its exact = FALSE.
  expect(kolmogorovP(d * Math.sqrt((22 * 8) / 30))).toBeCloseTo(0.138081724257987, 6);
});

// scipy 1.17.1, kstwobign.sf; 1.3581 is the tables' 5 % point.
test.each([
  [0.4, 0.997192327],
  [0.8, 0.544142412],
  [1, 0.269999672],
  [1.3581, 0.0499996304],
  [2, 0.000670925256],
])('the limit beyond %d', (scaled, p) => {
  expect(kolmogorovP(scaled)).toBeCloseTo(p, 8);
});

test('sees a spread that means do not, and nothing in a sample beside itself', () => {
  const narrow = Array.from({ length: 600 }, (_, i) => i - 299.5);
  const wide = narrow.map((value) => 3 * value);
  const found = kolmogorovSmirnov(narrow, wide);
  expect(found.exact).toBe(false);
  expect(found.p).toBeLessThan(1e-6);
  expect(kolmogorovSmirnov(narrow, narrow)).toMatchObject({ d: 0, p: 1 });
  expect(kolmogorovSmirnov([1, 1, 2], [1, 1, 2]).p).toBe(1);
});

test('refuses an empty sample', () => {
  expect(() => kolmogorovSmirnov([], [1])).toThrow(RangeError);
  expect(() => kolmogorovSmirnov([Number.NaN], [1])).toThrow(RangeError);
});

test('ties and other sizes: D as scipy 1.17.1’s ks_2samp, p as its kstwobign.sf', () => {
  const a = Array.from({ length: 700 }, (_, i) => ((i * 37) % 101) / 7);
  const b = Array.from({ length: 900 }, (_, i) => ((i * 53) % 97) / 6.5);
  const found = kolmogorovSmirnov(a, b);
  expect(found.d).toBeCloseTo(0.04, 12);
  expect(found.p).toBeCloseTo(0.5543843284001282, 8);
});

test('a sketch’s error is taken off before p', () => {
  const narrow = wholeSample(Array.from({ length: 600 }, (_, i) => i));
  const shifted = wholeSample(Array.from({ length: 600 }, (_, i) => i + 60));
  const whole = kolmogorovSmirnovOf(narrow, shifted);
  const sketched = kolmogorovSmirnovOf(narrow, shifted, 0.05);
  expect(sketched.d).toBe(whole.d);
  expect(sketched.p).toBeCloseTo(kolmogorovP(0.05 * Math.sqrt(300)), 12);
  expect(sketched.p).toBeGreaterThan(whole.p);
});
