import { describe, expect, it } from 'vitest';
import { binomialProbabilities } from '../../numerics/inference/binomial.ts';
import { binomialTest } from '../../numerics/inference/binomial-test.ts';
import { cusumRunLength, cusumScores } from '../../numerics/inference/cusum.ts';
import { mcNemarExact } from '../../numerics/inference/mcnemar.ts';
import { powerAgainstKnown } from '../../numerics/inference/power.ts';
import { simulateCourse, type TrackerPlan } from './course.ts';
import { CUSUM, DETECTORS, type DetectorId, holmCut } from './detectors.ts';
import { powerPoint, weekSimulation } from './power-curve.ts';
import { TrackerSimulation } from './simulate-tracker.ts';
import { simulateTracker } from './testing/simulate-tracker.ts';
import { rateSource, type TrackedSource } from './tracked-source.ts';
import { TrackerTests } from './tracker-tests.ts';

const PLAN: TrackerPlan = {
  ...{ perDay: 50, days: 60, faultDay: 31, tasks: 'fresh', baseline: { kind: 'known' }, seed: 1 },
};
const of = (outcome: ReturnType<typeof simulateTracker>, id: DetectorId) =>
  outcome.detectors.find((each) => each.id === id)!;
/** Standard errors that a simulated share may lie off. */
const SLACK = 4;
const within = (share: number, truth: number, n: number) =>
  expect(Math.abs(share - truth)).toBeLessThan(SLACK * Math.sqrt((truth * (1 - truth)) / n));

describe('a day’s test against a rate that is known', () => {
  it('sees 57 to 45 % at N = 50 in 39 % of days', () => {
    const truth = powerAgainstKnown({ n: 50, known: 0.57, truth: 0.45, alpha: 0.05 });
    expect(truth).toBeCloseTo(0.39, 3);
    const courses = 4000;
    const outcome = simulateTracker(rateSource(0.57, 0.45), { ...PLAN, days: 1, faultDay: 1 }, courses);
    within(of(outcome, 'daily').seen!.day.rate, truth, courses);
  });

  it('alarms falsely as often as enumeration says, and takes as long to see a fault', () => {
    const courses = 2000;
    const outcome = simulateTracker(rateSource(0.57, 0.45), PLAN, courses);
    const falls = (rate: number) =>
      binomialProbabilities(50, rate).reduce(
        (sum, chance, passed) =>
          passed < 28.5 && binomialTest(passed, 50, 0.57) < 0.05 ? sum + chance : sum,
        0,
      );
    const { falseAlarms, seen } = of(outcome, 'daily');
    within(falseAlarms!.mean / 30, falls(0.57), 30 * courses);
    within(seen!.week.rate, 1 - (1 - falls(0.45)) ** 7, courses);
  });
});

it('corrected over all days alarms falsely in at most 1 of 20 courses', () => {
  const courses = 1500;
  const plan = { ...PLAN, faultDay: null };
  const simulation = new TrackerSimulation(rateSource(0.6, 0.6), plan);
  let any = 0;
  for (let i = 0; i < courses; i++) if (simulation.watched(i).alarms.get('holm')!.length > 0) any++;
  expect(any / courses).toBeLessThan(0.05);
});

it('Holm steps down over all planned days, of which those that are not there yet count as 1', () => {
  expect(holmCut([0.01, 0.012, 0.9], 4)).toBe(0.012);
  expect(holmCut([0.01, 0.02, 0.9], 4)).toBe(0.01);
  expect(holmCut([0.02, 0.01], 6)).toBe(-1);
});

it('CUSUM runs as long without a fault as its chain says', () => {
  const [rate, n] = [0.57, 50];
  const deviation = Math.sqrt(n * rate * (1 - rate));
  // The share whose likelihood ratio against the rate is 0 where the fall is half a deviation: the same sum in other units.
  const mean = n * rate - CUSUM.reference * deviation;
  let [low, high] = [0.01, rate - 1e-6];
  for (let i = 0; i < 60; i++) {
    const { success, failure } = cusumScores({ inControl: rate, shifted: (low + high) / 2 });
    if (mean * success + (n - mean) * failure > 0) high = (low + high) / 2;
    else low = (low + high) / 2;
  }
  const { success, failure } = cusumScores({ inControl: rate, shifted: low });
  const limit = CUSUM.threshold * deviation * (failure - success);
  const expected = cusumRunLength({ inControl: rate, shifted: low, limit }, rate, n);
  expect(expected).toBeGreaterThan(300);
  expect(expected).toBeLessThan(420);
  const plan = { ...PLAN, days: 730, faultDay: null };
  const courses = 150;
  const { falseAlarms } = of(simulateTracker(rateSource(rate, rate), plan, courses), 'cusum');
  expect(Math.abs(30 / falseAlarms!.mean - expected)).toBeLessThan(0.15 * expected);
});

it('the paired test sees what it may: McNemar’s of the same tasks against one run', () => {
  const plan: TrackerPlan = { ...PLAN, tasks: 'same' };
  const course = simulateCourse(rateSource(0.6, 0.3), plan, 5);
  const paired = DETECTORS.find(({ id }) => id === 'paired')!;
  const alarm = paired.watch(course, new TrackerTests(plan));
  for (const day of course.days) {
    const { onlyBefore, onlyNow } = day as { onlyBefore: number; onlyNow: number };
    expect(alarm(day)).toBe(onlyNow < onlyBefore && mcNemarExact(onlyBefore, onlyNow) < 0.05);
  }
});

it('published thresholds look back over 50, 350 and 1,400 runs', () => {
  const thresholds = DETECTORS.find(({ id }) => id === 'thresholds')!;
  const alarms = (perDay: number, passed: readonly number[]) => {
    const plan = { ...PLAN, perDay, days: passed.length };
    const days = passed.map((each) => ({ passed: each, onlyBefore: null, onlyNow: null }));
    const course = { baseline: 0.6, baselinePassed: null, days };
    const alarm = thresholds.watch(course, new TrackerTests(plan));
    return days.flatMap((day, i) => (alarm(day) ? [i + 1] : []));
  };
  // 30 of 50 is the baseline; 23 is 14 points below.
  expect(alarms(50, [30, 23, 30, 30])).toEqual([2]);
  // 27.5 of 50 a day, 5 points below, is none by itself and one once a week of it is there.
  expect(alarms(100, [60, 60, 60, 60, 55, 55, 55, 55])).toEqual([8]);
});

it('the same tasks answered greedily by kernels that follow nobody vary by nothing', () => {
  const before = Float64Array.from({ length: 500 }, (_, task) => Number(task % 3 !== 0));
  const source: TrackedSource = { before, after: before };
  const plan: TrackerPlan = { ...PLAN, tasks: 'same' };
  const { days } = simulateCourse(source, plan, 0);
  expect(new Set(days.map(({ passed }) => passed)).size).toBe(1);
  expect(days.every(({ onlyBefore, onlyNow }) => onlyBefore === 0 && onlyNow === 0)).toBe(true);
});

it('a fresh sample asks no task twice a day, and more than there are in turns', () => {
  const source = { before: new Float64Array(40).fill(1), after: new Float64Array(40) };
  source.before[3] = 0;
  const passed = (perDay: number) => {
    const { days } = simulateCourse(source, { ...PLAN, perDay, faultDay: null }, 0);
    return [...new Set(days.map((day) => day.passed))].toSorted((a, b) => a - b);
  };
  expect(passed(40)).toEqual([39]);
  expect(passed(80)).toEqual([78]);
  expect(passed(50)).toEqual([48, 49]);
});

it('is the same however it is divided, and another by another seed', () => {
  const source = rateSource(0.57, 0.45);
  const whole = simulateTracker(source, PLAN, 40);
  const parts = new TrackerSimulation(source, PLAN);
  for (let i = 0; i < 40; i++) {
    parts.watched(1000 - i);
    parts.advance();
  }
  expect(parts.outcome()).toEqual(whole);
  expect(simulateTracker(source, { ...PLAN, seed: 2 }, 40).detectors).not.toEqual(whole.detectors);
});

it('an estimated baseline costs false alarms or power', () => {
  const source = rateSource(0.57, 0.45);
  const known = of(simulateTracker(source, PLAN, 800), 'thresholds');
  const estimated = of(
    simulateTracker(source, { ...PLAN, baseline: { kind: 'runs', runs: 100 } }, 800),
    'thresholds',
  );
  expect(estimated.falseAlarms!.mean).toBeGreaterThan(known.falseAlarms!.mean);
});

it('power rises with the number of tasks', () => {
  const source = rateSource(0.57, 0.45);
  const points = [25, 100, 350].map((perDay) => {
    const simulation = weekSimulation(source, PLAN, perDay);
    while (simulation.done < 200) simulation.advance();
    return powerPoint(source, simulation);
  });
  const days = points.map(({ oneDay }) => oneDay);
  expect(days).toEqual(days.toSorted((a, b) => a - b));
  expect(points[2].week.get('daily')!.rate).toBe(1);
});

it.each<[string, Partial<TrackerPlan>]>([
  ['perDay', { perDay: 0 }],
  ['days', { days: 10_000 }],
  ['faultDay', { faultDay: 61 }],
  ['baseline.runs', { baseline: { kind: 'runs', runs: 0.5 } }],
])('refuses a %s that cannot be', (field, change) => {
  expect(() => new TrackerSimulation(rateSource(0.5, 0.5), { ...PLAN, ...change })).toThrow(
    `${field}: expected a whole number`,
  );
});
