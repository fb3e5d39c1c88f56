import { expect, test } from 'vitest';
import { logRankScores, restrictedMean, restrictedMeanBy, survivalCurve } from './survival.ts';

const events = (...times: number[]) => times.map((time) => ({ time, censored: false }));
const censored = (...times: number[]) => times.map((time) => ({ time, censored: true }));

/** Weeks of remission: E. J. Freireich and others, Blood 21 (1963); 6-mercaptopurine and placebo. */
const TREATED = [
  ...events(6, 6, 6, 7, 10, 13, 16, 22, 23),
  ...censored(6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35),
];
const PLACEBO = events(1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23);

test('Kaplan and Meier’s curve, as in D. R. Cox and D. Oakes 1984, table 1.1', () => {
  const curve = survivalCurve(TREATED).map(({ time, share }) => [time, Number(share.toFixed(4))]);
  expect(curve).toEqual([
    [6, 0.8571],
    [7, 0.8067],
    [10, 0.7529],
    [13, 0.6902],
    [16, 0.6275],
    [22, 0.5378],
    [23, 0.4482],
  ]);
});

test('restricted means: the area under the curve, of uncensored times their mean', () => {
  expect(restrictedMean(survivalCurve(PLACEBO), 100)).toBeCloseTo(182 / 21, 10);
  // R's survival prints 23.29 for the treated (print(survfit), rmean to 35).
  const curve = survivalCurve(TREATED);
  expect(restrictedMean(curve, 35)).toBeCloseTo(23.29, 2);
  expect(restrictedMean(curve, 6)).toBe(6);
});

test('scores sum to the log-rank test’s observed less expected: 9 less 19.25 of the treated', () => {
  const scores = logRankScores([...TREATED, ...PLACEBO]);
  const ofTreated = scores.slice(0, 21).reduce((sum, score) => sum + score, 0);
  expect(ofTreated).toBeCloseTo(9 - 19.2505, 4);
  expect(scores.reduce((sum, score) => sum + score, 0)).toBeCloseTo(0, 10);
});

test('weights are repetitions', () => {
  const weights = PLACEBO.map((_, i) => i % 3);
  const repeated = PLACEBO.flatMap((duration, i) => Array(weights[i]).fill(duration));
  const strip = (steps: ReturnType<typeof survivalCurve>) => steps.map(({ time, share }) => [time, share]);
  expect(strip(survivalCurve(PLACEBO, weights))).toEqual(strip(survivalCurve(repeated)));
});

test.each([1, 9, 20, 40])('without a curve the restricted mean up to %i is the curve’s', (horizon) => {
  const weights = TREATED.map((_, i) => i % 4);
  expect(restrictedMeanBy(TREATED, horizon)(weights)).toBeCloseTo(
    restrictedMean(survivalCurve(TREATED, weights), horizon),
    10,
  );
});

test('refuses times that are none', () => {
  expect(() => survivalCurve(events(-1))).toThrow(RangeError);
  expect(() => survivalCurve(events(Number.NaN))).toThrow(RangeError);
});
