import { expect, test } from 'vitest';
import { alarmRun, SIZES } from './alarm-case.ts';
import { ASKED_SHARE, ASKED_WITHIN, answersNeeded, leastFall, requestsNeeded } from './canary-case.ts';
import { guide } from './guide.ts';
import { CALM, loadRun, RATES, TAIL, tailOf } from './load-case.ts';

const numbersIn = (text: string) =>
  (text.match(/\d[\d,.]*\d|\d/g) ?? []).map((each) => Number(each.replaceAll(',', '')));

test('the tail grows away from the mean, and the task can be done where the guide says', () => {
  const runs = RATES.map(loadRun);
  for (const { mean, p50, p95, p99 } of runs) expect(p50 <= p95 && p95 <= p99 && mean < p95).toBe(true);
  expect(tailOf(loadRun(CALM))).toBeLessThan(TAIL);
  const reached = RATES.filter((_, i) => tailOf(runs[i]) >= TAIL);
  expect(reached.length).toBeGreaterThan(0);
  expect(numbersIn(guide.solutions.mean)[0]).toBe(reached[0]);
});

test('the trifle alarms at the size that the guide says, the doubled variance never by its mean', () => {
  const runs = SIZES.map(alarmRun);
  const alarms = SIZES.filter((_, i) => runs[i].moved.z.alarm);
  expect(alarms).toEqual([1_000_000]);
  expect(numbersIn(guide.solutions.alarm)[0]).toBe(alarms[0]);
  expect(runs.some(({ doubled }) => doubled.z.alarm)).toBe(false);
  const seen = SIZES.filter((_, i) => runs[i].doubled.seen);
  expect(numbersIn(guide.solutions.alarm)[1]).toBe(seen[0]);
});

test('half the difference takes four times the answers, and the guide names the least that is seen', () => {
  const ratio = answersNeeded(5) / answersNeeded(10);
  expect(ratio).toBeGreaterThan(3.7);
  expect(ratio).toBeLessThan(4.3);
  const least = leastFall(ASKED_SHARE, ASKED_WITHIN)!;
  expect(numbersIn(guide.solutions.canary)).toEqual([
    least,
    answersNeeded(least),
    requestsNeeded(least, ASKED_SHARE),
  ]);
});
