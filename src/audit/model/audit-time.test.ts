import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { expectedTime, timeOfServed } from './audit-time.ts';
import type { ModelAudit } from './model-audit.ts';

const baked: ModelAudit = JSON.parse(readFileSync('public/audit/model.json', 'utf8'));

it('counts every wave with its warm-up, and tasks as shares of a wave of 8', () => {
  // One request takes 10 ms and 32 take 320: a wave of 8 is 80.
  const flat = [{ one: 10, most: 320 }];
  expect(timeOfServed(flat, 'short', 0)).toBeCloseTo(21 * 10 + 9 * 80 + 5 * 320, 9);
  expect(timeOfServed(flat, 'short', 50) - timeOfServed(flat, 'short', 0)).toBeCloseTo(50 * 1.2 * 10, 9);
  expect(timeOfServed([...flat, { one: 30, most: 960 }], 'short', 0)).toBeCloseTo(2 * 2530, 9);
});

it('tells from two waves of each variant what a whole audit tells of itself, within a factor of two', () => {
  const served = baked.variants.map(({ latencies }) => ({
    one: latencies[0].waves[0],
    most: latencies[2].waves[0],
  }));
  const count = baked.variants.length;
  const short = count * timeOfServed(served, 'short', 50);
  const ratio = short / expectedTime(baked, 'short', count);
  expect(ratio).toBeGreaterThan(0.5);
  expect(ratio).toBeLessThan(2);
});
