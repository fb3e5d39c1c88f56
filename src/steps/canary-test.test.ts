import { describe, expect, test } from 'vitest';
import { type CanaryArm, CanaryTest } from './canary-test.ts';
import type { CanaryRule } from './serving.ts';

const RULE: CanaryRule = {
  ...{ kind: 'canary', share: 0.5, seed: 0, alpha: 0.05, least: 20, most: 400 },
  latency: { measure: 'e2el', quantile: 0.5, margin: 1.25 },
};
const GRADED: CanaryRule = { ...RULE, quality: { margin: 0.1 } };

/** Requests that go to either arm in turn: times around a middle that differs by arm, of each ten the first so many right. */
function tried(
  rule: CanaryRule,
  ms: Record<CanaryArm, number>,
  right: Record<CanaryArm, number> = { control: 8, canary: 8 },
) {
  const trial = new CanaryTest(rule);
  for (let i = 0; i < 2000 && trial.now.decision === 'continue'; i++)
    for (const arm of ['control', 'canary'] as const) {
      // A spread of a fifth either way, in an order without a trend.
      const spread = 0.8 + 0.4 * (((i * 37) % 100) / 100);
      trial.add(arm, { ms: ms[arm] * spread, passed: rule.quality ? (i * 7) % 10 < right[arm] : null });
    }
  return trial.now;
}

describe('a canary', () => {
  test('that is as fast and as good is promoted', () => {
    const same = tried({ ...GRADED, most: 2000 }, { control: 100, canary: 100 });
    expect(same).toMatchObject({ decision: 'promote', because: 'no-worse' });
    expect(same.latency.against.high).toBeLessThanOrEqual(1.25);
    expect(same.quality!.against.low).toBeGreaterThanOrEqual(-0.1);
    expect(tried(RULE, { control: 100, canary: 100 })).toMatchObject({ decision: 'promote', quality: null });
  });

  test('that is more accurate and four times as slow is rolled back as soon as so few allow it', () => {
    const slow = tried(GRADED, { control: 100, canary: 400 }, { control: 7, canary: 8 });
    expect(slow).toMatchObject({ decision: 'rollback', because: 'slower' });
    expect(slow.requests).toEqual({ control: 20, canary: 20 });
    expect(slow.latency.against.low).toBeGreaterThan(1.25);
  });

  test('that is as fast and answers worse is rolled back for that', () => {
    const worse = tried(GRADED, { control: 100, canary: 100 }, { control: 9, canary: 3 });
    expect(worse).toMatchObject({ decision: 'rollback', because: 'worse' });
    expect(worse.quality!.against.high).toBeLessThan(-0.1);
  });

  test('of which nothing is shown is rolled back once the most requests came', () => {
    const open = tried({ ...GRADED, most: 60 }, { control: 100, canary: 100 });
    expect(open).toMatchObject({ decision: 'rollback', because: 'unproven', requests: { canary: 60 } });
  });

  test('whose estimate is on one side of a margin and its interval on both is on trial still', () => {
    const slower = tried({ ...RULE, least: 20, most: 20 }, { control: 100, canary: 140 });
    expect(slower.latency.against.value).toBeGreaterThan(1.25);
    expect(slower.because).toBe('unproven');
    const same = tried({ ...RULE, least: 1, most: 5 }, { control: 100, canary: 100 });
    expect(same.latency.against).toMatchObject({ value: 1, high: null });
    expect(same.because).toBe('unproven');
  });

  test('that is shown to be slower at the most requests is rolled back for that', () => {
    const slow = tried({ ...GRADED, least: 60, most: 60 }, { control: 100, canary: 400 });
    expect(slow.because).toBe('slower');
  });

  test('is not judged before the least requests, whatever is known of the control', () => {
    const trial = new CanaryTest(RULE);
    for (let i = 0; i < 500; i++) trial.add('control', { ms: 100 + i, passed: null });
    for (let i = 0; i < 19; i++) trial.add('canary', { ms: 4000 + i, passed: null });
    expect(trial.now).toMatchObject({ decision: 'continue', because: 'least' });
    expect(trial.add('canary', { ms: 4000, passed: null })).toMatchObject({ because: 'slower' });
  });

  test('that gives no answers is slower than any that does', () => {
    const failing = tried(RULE, { control: 100, canary: Number.POSITIVE_INFINITY });
    expect(failing).toMatchObject({ decision: 'rollback', because: 'slower' });
    expect(JSON.parse(JSON.stringify(failing))).toEqual(failing);
  });

  test('that was decided on stays so, and what still ends is not counted', () => {
    const trial = new CanaryTest({ ...RULE, least: 1, most: 1 });
    trial.add('control', { ms: 100, passed: null });
    const decided = trial.add('canary', { ms: 100, passed: null });
    expect(decided).toMatchObject({ decision: 'rollback', because: 'unproven' });
    expect(trial.add('canary', { ms: 1, passed: null })).toBe(decided);
    expect(trial.now.requests).toEqual({ control: 1, canary: 1 });
  });

  test('is measured by requests that took time', () => {
    const trial = new CanaryTest(RULE);
    expect(() => trial.add('canary', { ms: 0, passed: null })).toThrow('more than 0 ms, found 0');
  });

  test('has the arm with less traffic use more of the level', () => {
    const widths = [0.05, 0.5].map((share) => {
      const trial = new CanaryTest({ ...GRADED, share });
      for (let i = 0; i < 100; i++)
        for (const arm of ['control', 'canary'] as const) trial.add(arm, { ms: 100, passed: i % 2 === 0 });
      const { control, canary } = trial.now.quality!;
      return [control.high! - control.low, canary.high! - canary.low];
    });
    expect(widths[0][0]).toBeGreaterThan(widths[1][0]);
    expect(widths[0][1]).toBeLessThan(widths[1][1]);
  });
});
