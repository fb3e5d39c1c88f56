import { expect, test } from 'vitest';
import { chiSquareP, chiSquareTwoSample } from './chi-square.ts';

// scipy 1.17.1, chi2_contingency without correction; the second is the table of Agresti (2007) that R's chisq.test documents, X-squared = 30.07.
test.each([
  [[10, 20, 30], [15, 25, 20], 3.5555555555555554, 2, 0.16901331540606607],
  [[762, 327, 468], [484, 239, 477], 30.070149095754672, 2, 2.9535891832117595e-7],
  [[90, 60, 104, 95], [30, 50, 51, 20], 23.170168115752993, 3, 3.721555949741595e-5],
])('%j against %j', (a, b, chi2, df, p) => {
  const found = chiSquareTwoSample(a, b);
  expect(found.chi2).toBeCloseTo(chi2, 10);
  expect(found.df).toBe(df);
  expect(found.p / p).toBeCloseTo(1, 9);
});

// scipy 1.17.1, chi2.sf; 3.841 and 18.307 are the tables' 5 % points.
test.each([
  [3.841, 1, 0.050013683763956804],
  [18.307, 10, 0.05000058909139812],
  [200, 3, 4.218541107192018e-43],
  [0.5, 5, 0.9921232932326296],
])('the tail beyond %d of %d degrees', (chi2, df, p) => {
  expect(chiSquareP(chi2, df) / p).toBeCloseTo(1, 9);
});

test('classes that expect fewer than five are counted as one, and join another where they are still few', () => {
  expect(chiSquareTwoSample([50, 50, 3, 3, 3], [50, 50, 3, 3, 3])).toEqual({ chi2: 0, df: 2, p: 1 });
  const joined = chiSquareTwoSample([60, 39, 1], [40, 60, 0]);
  expect(joined).toEqual(chiSquareTwoSample([60, 40], [40, 60]));
  expect(chiSquareTwoSample([1, 0, 1], [0, 1, 1])).toEqual({ chi2: 0, df: 0, p: 1 });
  expect(chiSquareTwoSample([100, 0], [90, 0]).df).toBe(0);
});

test('refuses what are no two samples over the same classes', () => {
  expect(() => chiSquareTwoSample([1], [1, 2])).toThrow('1 and 2');
  expect(() => chiSquareTwoSample([0, 0], [1, 2])).toThrow('empty');
  expect(() => chiSquareTwoSample([1, Number.NaN], [1, 2])).toThrow('NaN');
});
