import { expect, test } from 'vitest';
import { mcNemarExact } from './mcnemar.ts';
import { permutedLabels } from './permuted-labels.ts';
import { signFlips } from './sign-flips.ts';
import { testRandom } from './testing/random.ts';

const DIFFERENCES = [
  1.2, 0.4, -0.3, 2.2, 0.9, 1.7, -0.8, 0.1, 3.4, 0.6, 1.1, -1.5, 0.2, 2.8, 0.7, 1.9, -0.2, 0.5, 1.3, 0.8,
];

// scipy 1.17.1, permutation_test(permutation_type='samples', n_resamples=inf).
test('exactly of whole numbers, of few others, and nearly of more', () => {
  const random = testRandom(1);
  expect(signFlips([3, -1, 4, 1, -5, 9, 2, 6, 0, -2, 7], random)).toEqual({ p: 0.130859375, exact: true });
  expect(signFlips(DIFFERENCES.slice(0, 10), random)).toEqual({ p: 0.037109375, exact: true });
  const many = signFlips(DIFFERENCES, random);
  expect(many.exact).toBe(false);
  expect(Math.abs(many.p - 0.0042705535888671875)).toBeLessThan(4 * Math.sqrt(0.00427 / 20_000));
});

test('Darwin’s maize in eighths of an inch, as Fisher 1935 counted them: 1,726 of 32,768', () => {
  const maize = [49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48];
  expect(signFlips(maize, testRandom(1)).p * 2 ** 15).toBeCloseTo(1726, 6);
});

test.each([
  [10, 2],
  [0, 6],
  [7, 7],
  [300, 350],
])('of yes and no it is McNemar’s exact test: %i against %i', (onlyA, onlyB) => {
  const differences = [...Array(onlyA).fill(1), ...Array(5).fill(0), ...Array(onlyB).fill(-1)];
  expect(signFlips(differences, testRandom(1)).p).toBeCloseTo(mcNemarExact(onlyA, onlyB), 10);
});

test('says nothing of differences that are all 0', () => {
  expect(signFlips([0, 0], testRandom(1))).toEqual({ p: 1, exact: true });
});

test('labels of independent samples, against all ways to put them', () => {
  // scipy 1.17.1, permutation_test(permutation_type='independent', n_resamples=inf).
  const p = permutedLabels(DIFFERENCES.slice(0, 8), DIFFERENCES.slice(8), testRandom(2));
  expect(Math.abs(p - 0.6172739541160593)).toBeLessThan(4 * Math.sqrt(0.24 / 20_000));
  expect(permutedLabels([1, 1], [1, 1, 1], testRandom(2))).toBe(1);
  expect(() => permutedLabels([], [1], testRandom(2))).toThrow(RangeError);
});
