import { expect, test } from 'vitest';
import { meanInterval } from './mean-interval.ts';
import { randomValues } from './testing/arbitraries.ts';

test.each([
  [2, 12.706],
  [3, 4.303],
  [4, 3.182],
  [6, 2.571],
  [11, 2.228],
  [31, 2.042],
  [1001, 1.962],
])('of %i values it is as wide as the tables of t say', (count, quantile) => {
  // Of so many values about 0 the standard error is known.
  const values = Array.from({ length: count }, (_, i) => i - (count - 1) / 2);
  const squares = values.reduce((sum, value) => sum + value ** 2, 0);
  const error = Math.sqrt(squares / (count - 1) / count);
  const { mean, low, high } = meanInterval(values);
  expect(mean).toBeCloseTo(0, 9);
  expect(high / error / quantile).toBeCloseTo(1, 2);
  expect(low).toBeCloseTo(-high, 9);
});

test('holds the mean of uniform draws about 95 times of 100', () => {
  const draws = randomValues(2000 * 12, 4);
  let held = 0;
  for (let round = 0; round < 2000; round++) {
    const { low, high } = meanInterval([...draws.subarray(12 * round, 12 * round + 12)]);
    if (low <= 0 && 0 <= high) held++;
  }
  expect(held / 2000).toBeGreaterThan(0.93);
  expect(held / 2000).toBeLessThan(0.97);
});

test('of one value nothing is said, of none it is refused', () => {
  expect(meanInterval([3])).toEqual({
    mean: 3,
    low: Number.NEGATIVE_INFINITY,
    high: Number.POSITIVE_INFINITY,
  });
  expect(() => meanInterval([])).toThrow(RangeError);
  expect(() => meanInterval([1, Number.NaN])).toThrow(RangeError);
});
