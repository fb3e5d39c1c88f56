import { expect, test } from 'vitest';
import { binomialTest } from './binomial-test.ts';

// R 4.2.2, binom.test(k, n, p)$p.value; 682 of 925 is its help page's example (Conover 1971, Mendel's peas).
test.each([
  [682, 925, 0.75, 0.382491559574852],
  [7, 20, 0.3, 0.629497966676677],
  [0, 10, 0.2, 0.228248064],
  [10, 10, 0.5, 0.001953125],
  [45, 100, 0.57, 0.0197169267361789],
  [22, 50, 0.57, 0.0854537401064278],
  [21, 50, 0.57, 0.0444053480715337],
  [354, 655, 0.58, 0.0434379688631866],
])('%i of %i against %d', (passed, total, share, p) => {
  expect(binomialTest(passed, total, share) / p).toBeCloseTo(1, 9);
});

test('the dip to 45 of 100, of 50 a day: 22 or 23 against 56 to 58 % is no evidence', () => {
  expect(binomialTest(22, 50, 0.58)).toBeCloseTo(0.0613728075014496, 12);
  expect(binomialTest(23, 50, 0.56)).toBeCloseTo(0.157410652022254, 12);
});

test('one-sided tails hold the count found both, and ends are certain', () => {
  const [less, greater] = (['less', 'greater'] as const).map((side) => binomialTest(3, 4, 0.5, side));
  expect(less).toBeCloseTo(15 / 16, 12);
  expect(greater).toBeCloseTo(5 / 16, 12);
  expect(binomialTest(0, 5, 0)).toBe(1);
  expect(binomialTest(1, 5, 0)).toBe(0);
  expect(binomialTest(5, 5, 1)).toBe(1);
});

test.each([
  [1, 0, 0.5],
  [1, 2, 1.5],
  [1, 2, Number.NaN],
])('refuses %d of %d against %d', (passed, total, share) => {
  expect(() => binomialTest(passed, total, share)).toThrow(RangeError);
});
