import { describe, expect, test } from 'vitest';
import { race, TERM_KINDS } from './race.ts';
import { shuffleMore, startShuffles, sumBars } from './shuffles.ts';

describe('the race', () => {
  test.each(TERM_KINDS)('%s: the pairwise sum beats the sequential one on long lists', (kind) => {
    const { ulps } = race(kind)[9];
    expect(ulps.pairwise).toBeLessThan(ulps.sequential / 4);
  });

  test('tenths lead a running total astray, as the lesson says, and Kahan not', () => {
    const point = race('tenths').find(({ length }) => length === 100_000);
    expect(point?.sums.sequential).toBeCloseTo(9998.56, 2);
    expect(point?.ulps.sequential).toBeGreaterThan(1000);
    expect(point?.ulps.kahan).toBeLessThan(1);
  });
});

describe('shuffles', () => {
  test('of 64 products of bf16 values all orders agree; of 512 they do not, around the exact sum', () => {
    expect(shuffleMore(startShuffles(64), 200).counts.size).toBe(1);
    const shuffles = shuffleMore(startShuffles(512), 200);
    expect(shuffles.counts.size).toBeGreaterThan(5);
    expect([...shuffles.counts.values()].reduce((sum, count) => sum + count)).toBe(200);
    const bars = sumBars(shuffles);
    expect(bars[0].ulps).toBeLessThan(0);
    expect(bars.at(-1)?.ulps).toBeGreaterThan(0);
  });

  test('are the same ones on every visit', () => {
    const twice = [0, 1].map(() => shuffleMore(shuffleMore(startShuffles(512), 10), 10));
    expect(twice[0].counts).toEqual(twice[1].counts);
  });
});
