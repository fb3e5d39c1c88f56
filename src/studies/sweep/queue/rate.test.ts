import { expect, it } from 'vitest';
import { Rate } from './rate.ts';

it('counts over the last minute, whatever was before', () => {
  const rate = new Rate();
  expect(rate.perSecond()).toBeNull();
  rate.note(0, 100);
  expect(rate.perSecond()).toBeNull();
  rate.note(10_000, 120);
  expect(rate.perSecond()).toBe(2);
  for (let at = 20; at <= 120; at += 10) rate.note(1000 * at, 120 + (at - 10) * 5);
  expect(rate.perSecond()).toBe(5);
});
