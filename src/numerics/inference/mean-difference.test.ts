import { expect, test } from 'vitest';
import { meanDifference, meanOf, meanTest } from './mean-difference.ts';
import { momentsOf } from './moments.ts';

const A = [1, 2, 4, 8, 3];
const B = [2, 9, 4, 7, 6, 5, 8];

test('moments taken in one by one are those of the sample', () => {
  expect([momentsOf(B).n, momentsOf(B).mean]).toEqual([7, 41 / 7]);
  expect(momentsOf(B).variance).toBeCloseTo(5.80952380952381, 12);
  // Far from 0, where squares less the square of the mean have no digit left.
  expect(momentsOf([1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16]).variance).toBe(30);
});

// scipy 1.17.1: ttest_ind(equal_var=False) and ttest_1samp with their confidence intervals.
test('Welch’s and Student’s tests are scipy’s', () => {
  const two = meanDifference(momentsOf(A), momentsOf(B));
  expect(two.value).toBeCloseTo(3.6 - 41 / 7, 12);
  expect(two.p).toBeCloseTo(0.17370770193766671, 10);
  expect([two.low, two.high].map((end) => end.toFixed(8))).toEqual(['-5.73951612', '1.22523041']);
  const one = meanTest(momentsOf([1, 2, 4, 8, 3]));
  expect(one.p).toBeCloseTo(0.04076382688571036, 10);
  expect([one.low, one.high].map((end) => end.toFixed(8))).toEqual(['0.24520862', '6.95479138']);
});

test('one value bounds nothing, none is refused, and equal ones do not scatter', () => {
  expect(meanOf(momentsOf([3]))).toEqual({
    value: 3,
    low: Number.NEGATIVE_INFINITY,
    high: Number.POSITIVE_INFINITY,
  });
  expect(() => meanOf(momentsOf([]))).toThrow(RangeError);
  expect(() => meanDifference(momentsOf([1]), momentsOf([]))).toThrow(RangeError);
  expect(meanTest(momentsOf([0, 0, 0]))).toEqual({ value: 0, low: 0, high: 0, p: 1 });
});
