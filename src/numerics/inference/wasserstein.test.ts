import { expect, test } from 'vitest';
import { populationStability } from './psi.ts';
import { wasserstein, wassersteinOf } from './wasserstein.ts';
import { wholeSample } from './weighted-sample.ts';

const X = [
  0.61, 0.29, 0.06, 0.59, -1.73, -0.74, 0.51, -0.56, 0.39, 1.64, 0.05, -0.06, 0.64, -0.82, 0.37, 1.77, 1.09,
  -1.28, 2.36, 1.31, 1.05, -0.32,
];
const Y = [-0.4, 1.06, -2.47, 1.2, 0.9, 3.1, 2.2, 1.9];

// scipy 1.17.1, wasserstein_distance; the second is the example of its documentation.
test.each([
  [X, Y, 0.8996590909090909],
  [[0, 1, 3], [5, 6, 8], 5],
  [[1, 2, 2, 7], [2, 4], 1.5],
])('%j to %j', (a, b, distance) => {
  expect(wasserstein(a, b)).toBeCloseTo(distance, 12);
  expect(wasserstein(b, a)).toBeCloseTo(distance, 12);
});

test('weights stand for values that repeat', () => {
  const weighted = { values: Float64Array.of(1, 2, 7), weights: Float64Array.of(1, 2, 1), n: 4 };
  expect(wassersteinOf(weighted, wholeSample([2, 4]))).toBeCloseTo(1.5, 12);
  expect(() => wasserstein([], [1])).toThrow(RangeError);
});

test('the stability index is Jeffreys’ divergence of the shares (scipy 1.17.1, entropy both ways)', () => {
  expect(populationStability([10, 20, 30, 40], [20, 20, 35, 25])).toBeCloseTo(0.14752279643421778, 12);
  expect(populationStability([1, 2], [100, 200])).toBeCloseTo(0, 12);
  // (1 - 1/2) ln 2 and (1/10,000 - 1/2) ln(1/5,000): an empty class counts as a share of 1 in 10,000.
  expect(populationStability([1, 1], [1, 0])).toBeCloseTo(0.5 * Math.log(2) + 0.4999 * Math.log(5000), 12);
  expect(() => populationStability([0], [1])).toThrow(RangeError);
  expect(() => populationStability([1], [1, 2])).toThrow(RangeError);
});
