import { expect, test } from 'vitest';
import { createRandom } from '../experiment/random.ts';
import { bootstrapInterval, median, pairedRatio, spread } from './statistics.ts';

test('median and spread of lists worked out by hand', () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 3, 2])).toBe(2.5);
  // Quartiles 2 and 4 around 3.
  expect(spread([5, 1, 4, 2, 3])).toBeCloseTo(1 / 3);
  expect(spread([7, 7, 7])).toBe(0);
});

test('the bootstrap interval of a mean holds it about as often as it says', () => {
  const random = createRandom(7);
  const mean = (list: readonly number[]) => list.reduce((sum, x) => sum + x, 0) / list.length;
  let held = 0;
  const trials = 200;
  for (let trial = 0; trial < trials; trial++) {
    const list = Array.from({ length: 40 }, () => random.next() / 2 ** 32);
    const { low, high } = bootstrapInterval([list], ([drawn]) => mean(drawn), 0.9);
    if (low <= 0.5 && 0.5 <= high) held++;
  }
  expect(held / trials).toBeGreaterThan(0.82);
  expect(held / trials).toBeLessThan(0.96);
});

test('the same lists give the same interval, and equal pairs an interval without width', () => {
  const list = [1, 5, 2, 8, 3];
  const interval = () => bootstrapInterval([list], ([drawn]) => median(drawn), 0.95);
  expect(interval()).toEqual(interval());
  expect(pairedRatio([2, 4, 6], [1, 2, 3])).toEqual({ estimate: 2, low: 2, high: 2 });
});
