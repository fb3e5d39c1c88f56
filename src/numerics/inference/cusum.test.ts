import { describe, expect, test } from 'vitest';
import { cusum, cusumLimit, cusumRunLength, cusumScores } from './cusum.ts';
import { testRandom } from './testing/random.ts';

const DIP = { inControl: 0.57, shifted: 0.45 };

describe('run lengths', () => {
  test('one failure that alarms comes after 1 / p trials, two in a row after (1 + p) / p²', () => {
    const design = { inControl: 0.9, shifted: 0.1 };
    const { failure } = cusumScores(design);
    expect(cusumRunLength({ ...design, limit: failure * 0.9 }, 0.9)).toBeCloseTo(10, 6);
    // A success takes back what a failure gave, so that it takes two in a row from 0.
    expect(cusumRunLength({ ...design, limit: failure * 1.9 }, 0.9)).toBeCloseTo(1.1 / 0.01, 4);
  });

  test.each([
    [0.57, 3],
    [0.45, 3],
    [0.57, 1.5],
  ])('of 50 tasks a day at %d up to %d are those of simulated days', (share, limit) => {
    const random = testRandom(11);
    const runs = 4_000;
    const lengths = Array.from({ length: runs }, () => {
      for (let day = 1, sum = 0; ; day++) {
        let passed = 0;
        for (let task = 0; task < 50; task++) passed += Number(random.next() < share * 2 ** 32);
        const { success, failure } = cusumScores(DIP);
        sum = Math.max(0, sum + passed * success + (50 - passed) * failure);
        if (sum >= limit) return day;
      }
    });
    const mean = lengths.reduce((sum, length) => sum + length, 0) / runs;
    // A run length is nearly geometric: its standard deviation is about its mean.
    expect(Math.abs(cusumRunLength({ ...DIP, limit }, share, 50) / mean - 1)).toBeLessThan(0.05);
  });

  test('a limit for 100 days has them, and a little less has not', () => {
    const limit = cusumLimit(DIP, 100, 50);
    expect(cusumRunLength({ ...DIP, limit }, 0.57, 50)).toBeGreaterThanOrEqual(100);
    expect(cusumRunLength({ ...DIP, limit: limit - 0.05 }, 0.57, 50)).toBeLessThan(100);
  });
});

test('sums go up with failures, never below 0, and start again after an alarm', () => {
  const design = { ...DIP, limit: 3 };
  const { sums, alarms } = cusum(
    [30, 29, 22, 22, 22, 29].map((passed) => ({ passed, total: 50 })),
    design,
  );
  expect(sums.slice(0, 2)).toEqual([0, 0]);
  expect(alarms).toEqual([3]);
  expect(sums[4]).toBeCloseTo(sums[2], 12);
});

test.each([
  { inControl: 0.5, shifted: 0.5, limit: 1 },
  { inControl: 0, shifted: 0.5, limit: 1 },
  { inControl: 0.6, shifted: 0.5, limit: 0 },
])('refuses %j', (design) => {
  expect(() => cusumRunLength(design, 0.5)).toThrow(RangeError);
});
