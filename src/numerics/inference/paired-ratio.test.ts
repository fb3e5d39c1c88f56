import { expect, test } from 'vitest';
import { mcNemarExact } from './mcnemar.ts';
import { pairedRatio, pairedRatioScore } from './paired-ratio.ts';

// The ends where the shares under the ratio are found by scipy 1.17.1's minimize_scalar on the multinomial likelihood, and the ends by brentq: no
// formula is shared. The first is the example of Fagerland, Lydersen and Laake (Statistics in Medicine 33, 2014), who print 0.065 to 0.907.
test.each([
  [1, 1, 7, 21, 0.06527922392735783, 0.9068805637354898],
  [53, 16, 8, 86, 0.9740405491012185, 1.3307787892177898],
  [59, 6, 16, 161, 0.7475790585602073, 0.9876149298420968],
  [335, 3, 5, 500, 0.9737591752869279, 1.0129943468404312],
  [30, 0, 6, 50, 0.6810920554130152, 0.9400405227912981],
  [40, 12, 1, 60, 1.106302245736321, 1.5285745131298507],
])('%i both, %i and %i of %i pairs', (both, onlyA, onlyB, pairs, low, high) => {
  const interval = pairedRatio({ both, onlyA, onlyB, pairs });
  expect(interval.value).toBe((both + onlyA) / (both + onlyB));
  expect(interval.low).toBeCloseTo(low, 6);
  expect(interval.high).toBeCloseTo(high, 6);
});

test('has width where no pair disagrees: from n / (n + z²) to its inverse, n being the yes of both', () => {
  const { value, low, high } = pairedRatio({ both: 340, onlyA: 0, onlyB: 0, pairs: 500 });
  expect(value).toBe(1);
  expect(low).toBeCloseTo(340 / 343.8414588, 6);
  expect(high).toBeCloseTo(343.8414588 / 340, 6);
});

test('mirrors, and at a ratio of 1 is McNemar’s without a correction', () => {
  const counts = { both: 20, onlyA: 9, onlyB: 4, pairs: 50 };
  const { low, high } = pairedRatio(counts);
  const mirrored = pairedRatio({ ...counts, onlyA: 4, onlyB: 9 });
  expect(mirrored.low).toBeCloseTo(1 / high, 9);
  expect(mirrored.high).toBeCloseTo(1 / low, 9);
  expect(pairedRatioScore(counts, 1)).toBeCloseTo(5 / Math.sqrt(13), 12);
  expect(mcNemarExact(9, 4)).toBeGreaterThan(0.05);
  expect(low).toBeLessThan(1);
});

test('ends at 0 where one side has no yes, and has no value where the other has none', () => {
  const none = pairedRatio({ both: 0, onlyA: 0, onlyB: 5, pairs: 50 });
  expect(none).toMatchObject({ value: 0, low: 0 });
  expect(none.high).toBeCloseTo(0.768, 3);
  expect(pairedRatio({ both: 0, onlyA: 5, onlyB: 0, pairs: 50 })).toEqual({
    value: Number.NaN,
    low: 0,
    high: Number.POSITIVE_INFINITY,
  });
});

test('refuses counts that are none', () => {
  expect(() => pairedRatio({ both: 9, onlyA: 1, onlyB: 1, pairs: 10 })).toThrow(
    'expected whole numbers with both + onlyA + onlyB <= pairs, found 9, 1 and 1 of 10',
  );
  expect(() => pairedRatioScore({ both: 5, onlyA: 1, onlyB: 1, pairs: 10 }, 0)).toThrow(RangeError);
});
