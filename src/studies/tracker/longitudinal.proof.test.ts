import { expect, test } from 'vitest';
import { createRandom, type Random } from '../../experiment/random.ts';
import { printed } from '../../lab/load/testing/printed.ts';
import type { RatePoint, TimelineEvent } from './read-timeline.ts';
import { correlateTimeline } from './testing/correlate-timeline.ts';

/** Simulated truth: series that have nothing to do with each other, and what the corrected intervals make of them. */

const DAYS = 180;
const SERIES = 200;
const LAGS = 7;

function normal(random: Random): number {
  let sum = -6;
  for (let i = 0; i < 12; i++) sum += random.next() / 2 ** 32;
  return sum;
}

/** Days that resemble their neighbours by `rho`. */
function rates(random: Random, rho: number): RatePoint[] {
  let level = 0;
  return Array.from({ length: DAYS }, (_, day) => {
    level = rho * level + Math.sqrt(1 - rho ** 2) * normal(random);
    return { day, passed: Math.min(100, Math.max(0, Math.round(60 + 7 * level))), total: 100 };
  });
}

/** An outage on one day in eight, whatever the rates are. */
function outages(random: Random): TimelineEvent[] {
  return Array.from({ length: DAYS }, (_, day) => ({ day, kind: 'outage' as const, label: '' })).filter(
    () => random.below(8) === 0,
  );
}

test.each([0, 0.5, 0.8])('events of no consequence stand in few series, neighbours alike by %s', (rho) => {
  const random = createRandom(11);
  let standing = 0;
  for (let seed = 0; seed < SERIES; seed++) {
    const outcome = correlateTimeline(rates(random, rho), outages(random), {
      ...{ kinds: ['outage'], counted: 'day', mostLag: LAGS, block: null, seed },
    });
    if (outcome.standing.length > 0) standing++;
  }
  printed('series in which some lag stands', [{ rho, standing, of: SERIES }]);
  // 5 % of 200 are 10; 18 or more would come with a chance below 1 %.
  expect(standing).toBeLessThan(18);
});
