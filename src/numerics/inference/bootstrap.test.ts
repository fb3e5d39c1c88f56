import { describe, expect, test } from 'vitest';
import { bcaInterval, bcaTail, bootstrap, type Statistic } from './bootstrap.ts';
import { testRandom } from './testing/random.ts';

const VALUES = [
  1.2, 0.4, -0.3, 2.2, 0.9, 1.7, -0.8, 0.1, 3.4, 0.6, 1.1, -1.5, 0.2, 2.8, 0.7, 1.9, -0.2, 0.5, 1.3, 0.8,
];

const meanOf =
  (values: readonly number[]): Statistic =>
  (weights) => {
    let [sum, count] = [0, 0];
    values.forEach((value, i) => {
      sum += weights[i] * value;
      count += weights[i];
    });
    return sum / count;
  };

describe('BCa intervals', () => {
  // scipy 1.17.1, bootstrap(method='BCa', n_resamples=200000).
  test.each([
    ['of a mean', VALUES, 0.365, 1.375, 0.02],
    ['of a skew one', VALUES.map(Math.exp), 2.621, 9.61, 0.25],
  ])('%s', (_, values, low, high, within) => {
    const interval = bcaInterval(bootstrap([values.length], meanOf(values), testRandom(3), 40_000));
    expect(Math.abs(interval.low - low)).toBeLessThan(within);
    expect(Math.abs(interval.high - high)).toBeLessThan(within);
  });

  test('of two independent samples, which are drawn apart', () => {
    const [first, second] = [meanOf(VALUES.slice(0, 8)), meanOf(VALUES.slice(8))];
    const difference: Statistic = (weights) => first(weights.subarray(0, 8)) - second(weights.subarray(8));
    const { low, high } = bcaInterval(bootstrap([8, 12], difference, testRandom(3), 40_000));
    expect(Math.abs(low - -1.2708)).toBeLessThan(0.03);
    expect(Math.abs(high - 0.6625)).toBeLessThan(0.03);
  });

  test('a tail is the level at which the interval ends there', () => {
    const drawn = bootstrap([VALUES.length], meanOf(VALUES), testRandom(3));
    const { low, high } = bcaInterval(drawn, 0.1);
    expect(bcaTail(drawn, low)).toBeCloseTo(0.05, 2);
    expect(bcaTail(drawn, high)).toBeCloseTo(0.95, 2);
  });

  test('of few units it is wider, so that it holds the truth 95 times of 100', () => {
    const random = testRandom(8);
    const held = [0, 0];
    for (let round = 0; round < 1_000; round++) {
      // Of 12 sums of two uniform draws.
      const values = Array.from({ length: 12 }, () => (random.below(1_000) + random.below(1_000)) / 999 - 1);
      const drawn = bootstrap([12], meanOf(values), random, 499);
      [bcaInterval(drawn), bcaInterval(drawn, 0.05, 12)].forEach(({ low, high }, i) => {
        if (low <= 0 && high >= 0) held[i]++;
      });
    }
    expect(held[0]).toBeLessThan(930);
    expect(held[1]).toBeGreaterThan(930);
    expect(held[1]).toBeLessThan(975);
  });

  test('no width where all are alike, and a tail that is never 0', () => {
    const drawn = bootstrap([5], meanOf([2, 2, 2, 2, 2]), testRandom(3));
    expect(bcaInterval(drawn)).toEqual({ value: 2, low: 2, high: 2 });
    expect(bcaTail(drawn, 1)).toBeGreaterThan(0);
  });

  test('refuses a group without units', () => {
    expect(() => bootstrap([3, 0], () => 0, testRandom(3))).toThrow(RangeError);
  });
});
