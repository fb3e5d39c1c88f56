import { describe, expect, it } from 'vitest';
import { judgeOwnNumbers, type OwnNumbers } from './own-numbers.ts';
import { readOwnNumbers } from './setting-text.ts';
import { thresholdScaling } from './threshold-scaling.ts';
import { WORKED_EXAMPLES } from './worked-examples.ts';

const judged = (id: string) => judgeOwnNumbers(WORKED_EXAMPLES.find((each) => each.id === id)!.numbers);
const own = (change: Partial<OwnNumbers>): OwnNumbers => ({
  ...{ baseline: [0.57, 0.57], baselineRuns: null, n: 50, observed: 0.45, looks: 1 },
  ...change,
});

describe('the worked examples', () => {
  it('find the March dip not significant: p 0.06 to 0.16', () => {
    const { cases } = judged('march-dip');
    // scipy.stats.binomtest: 22 of 50 against 0.58, 23 of 50 against 0.56.
    expect(cases.map(({ passed, baseline }) => [passed, baseline])).toEqual([
      [22, 0.58],
      [23, 0.58],
      [22, 0.56],
      [23, 0.56],
    ]);
    expect(cases[0].p).toBeCloseTo(0.0614, 4);
    expect(cases[3].p).toBeCloseTo(0.1574, 4);
    expect(cases.every(({ p }) => p > 0.05)).toBe(true);
    expect(judged('march-dip-month').cases.every(({ corrected }) => corrected === 1)).toBe(true);
  });

  it('find the January figure significant only if its baseline is known exactly', () => {
    const [known] = judged('january-known').cases;
    expect(known).toMatchObject({ passed: 353, baseline: 0.58 });
    expect(known.p).toBeCloseTo(0.0358, 4);
    const { cases, needed } = judged('january-estimated');
    expect(cases).toHaveLength(1);
    expect(cases[0].z).toBeCloseTo(-1.65, 2);
    expect(cases[0].p).toBeGreaterThan(0.05);
    // 1,000 runs leave a standard error of 1.56 points, more than 4.1 points / 2.80: no number of new runs is enough.
    expect(needed).toBe('never');
  });
});

it('sees 57 to 45 % at N = 50 in 39 % of days', () => {
  expect(judgeOwnNumbers(own({})).power).toBeCloseTo(0.39, 3);
});

it('says what chance does by itself, in one look and in many', () => {
  const { falseAlarm, anyFalseAlarm } = judgeOwnNumbers(own({ looks: 30 }));
  // P(X <= 21) + P(X >= 36) of Binomial(50, 0.57).
  expect(falseAlarm).toBeCloseTo(0.0444, 4);
  expect(anyFalseAlarm).toBeCloseTo(1 - (1 - falseAlarm) ** 30, 12);
});

it('needs more runs where the baseline is of runs itself, and for more looks', () => {
  const known = judgeOwnNumbers(own({ looks: 30 }));
  const estimated = judgeOwnNumbers(own({ baselineRuns: 1000 }));
  // Fleiss: ((1.960 sqrt(.57 .43) + 0.842 sqrt(.45 .55)) / .12)^2 = 133.7
  expect(known.needed).toBe(134);
  expect(known.neededCorrected).toBeGreaterThan(known.needed as number);
  expect(estimated.needed).toBeGreaterThan(known.needed as number);
  expect(judgeOwnNumbers(own({ observed: 0.57, n: 100 })).needed).toBe('nothing');
});

it('takes a share that no count gives as the counts beside it', () => {
  const counts = (observed: number) => judgeOwnNumbers(own({ observed })).cases.map(({ passed }) => passed);
  expect(counts(0.46)).toEqual([23]);
  expect(counts(0.45)).toEqual([22, 23]);
});

it.each<[string, Partial<OwnNumbers>]>([
  ['n', { n: 0 }],
  ['looks', { looks: 1.5 }],
  ['baselineRuns', { baselineRuns: -1 }],
  ['observed', { observed: 1.2 }],
  ['baseline', { baseline: [0.6, 0.5] }],
])('refuses a %s that cannot be', (field, change) => {
  expect(() => judgeOwnNumbers(own(change))).toThrow(new RegExp(`^${field}: expected`));
});

it('reads numbers as they are written on a command line', () => {
  expect(readOwnNumbers('baseline:56-58,n:50,observed:45,looks:30')).toEqual({
    ...{ baseline: [0.56, 0.58], baselineRuns: null, n: 50, observed: 0.45, looks: 30 },
  });
});

it('shows that the published thresholds do not go by 1/√n: each is of another pass rate', () => {
  const rows = thresholdScaling();
  expect(rows.map(({ scaled }) => Math.round(1000 * scaled) / 10)).toEqual([13.8, 5.2, 2.6]);
  expect(rows.map(({ impliedRate }) => Math.round(100 * impliedRate!))).toEqual([55, 70, 74]);
});
