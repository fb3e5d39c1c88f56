import { expect, it } from 'vitest';
import { forestDomain, forestTicks } from './forest-scale.ts';

const row = (value: number, low: number | null, high: number | null, smallest = 0) => ({
  value,
  low,
  high,
  smallest,
});

it('holds every interval, every band and zero', () => {
  const [least, most] = forestDomain([row(5, 4, 6, 2), row(8, 7, 9)]);
  expect(least).toBeLessThan(-2);
  expect(most).toBeGreaterThan(9);
});

it('has a width where there is nothing to hold, and passes bounds by that are none', () => {
  expect(forestDomain([])).toEqual([-1, 1]);
  const [least, most] = forestDomain([row(1, null, Number.POSITIVE_INFINITY)]);
  expect([least, most].every(Number.isFinite)).toBe(true);
});

it('has fewer ticks where there is less room', () => {
  expect(forestTicks([-10, 10], 200).length).toBeLessThan(forestTicks([-10, 10], 900).length);
  expect(forestTicks([-10, 10], 200)).toContain(0);
});
