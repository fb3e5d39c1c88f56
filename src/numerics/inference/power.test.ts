import { expect, test } from 'vitest';
import { powerAgainstKnown, powerOfPairedShares, sampleSize } from './power.ts';
import { powerOfMeans } from './testing/power-of-means.ts';

// Enumerated with scipy 1.17.1: binom.pmf over the counts for which binomtest(k, n, known).pvalue <= alpha.
test.each([
  [50, 0.57, 0.45, 0.39006525878198767],
  [200, 0.57, 0.45, 0.911299434543692],
  [350, 0.58, 0.54, 0.3145481977090935],
  [655, 0.58, 0.54, 0.5246173482348542],
])('%i tasks, %d known, %d true', (n, known, truth, power) => {
  expect(powerAgainstKnown({ n, known, truth, alpha: 0.05 })).toBeCloseTo(power, 10);
});

// Enumerated with scipy 1.17.1 in the same way, over all n + 1 counts of disagreements.
test.each([
  [500, 0.06, 0.03, 0.05, 0.5632569560404727],
  [100, 0.2, 0.1, 0.05, 0.3730770843018206],
  [50, 0.3, 0.1, 0.01, 0.2874856245424042],
])('%i pairs that disagree %d and %d', (n, onlyA, onlyB, alpha, power) => {
  expect(powerOfPairedShares({ n, onlyA, onlyB, alpha })).toBeCloseTo(power, 10);
});

// R 4.2.2, power.t.test(n, delta, sd = 1, strict = TRUE); statsmodels 0.15.0 gives the independent ones too.
test.each([
  ['paired', 20, 0.5, 0.05, 0.564504418439],
  ['paired', 10, 1, 0.05, 0.803096856633],
  ['paired', 3, 1, 0.05, 0.179255393777],
  ['paired', 500, 0.1, 0.05, 0.607125542274],
  ['independent', 20, 1, 0.05, 0.8689530277239897],
  ['independent', 300, 0.2, 0.01, 0.447044375261061],
] as const)('%s, %i, %d standard deviations', (samples, n, effect, alpha, power) => {
  expect(powerOfMeans({ samples, n, effect, alpha })).toBeCloseTo(power, 7);
});

test('a sample size reaches the target where one fewer does not', () => {
  const power = (n: number) => powerOfPairedShares({ n, onlyA: 0.06, onlyB: 0.03, alpha: 0.05 });
  const n = sampleSize(power, 0.8)!;
  expect(power(n)).toBeGreaterThanOrEqual(0.8);
  expect(power(n - 1)).toBeLessThan(0.8);
  expect(sampleSize(power, 0.8, 100)).toBeNull();
});

test('nothing is seen where pairs never disagree', () => {
  expect(powerOfPairedShares({ n: 100, onlyA: 0, onlyB: 0, alpha: 0.05 })).toBe(0);
});

test.each([
  () => powerAgainstKnown({ n: 0, known: 0.5, truth: 0.4, alpha: 0.05 }),
  () => powerAgainstKnown({ n: 5, known: 1.5, truth: 0.4, alpha: 0.05 }),
  () => powerOfPairedShares({ n: 5, onlyA: 0.7, onlyB: 0.7, alpha: 0.05 }),
  () => powerOfMeans({ n: 1, effect: 1, alpha: 0.05, samples: 'paired' }),
  () => powerOfMeans({ n: 3, effect: 1, alpha: 1, samples: 'paired' }),
])('refuses what is none', (call) => {
  expect(call).toThrow(RangeError);
});
