import { describe, expect, test } from 'vitest';
import type { CaseReport, EngineTimes } from '../../../../../bench/report.ts';
import { median, spread } from '../../../../../bench/statistics.ts';
import { casePrice, findingOf, pricePlan } from './price.ts';

function times(engine: EngineTimes['engine'], wall: readonly number[]): EngineTimes {
  const milliseconds = median(wall);
  return {
    engine,
    wall,
    processor: [],
    milliseconds,
    spread: spread(wall),
    tokensPerSecond: 1000 / milliseconds,
  };
}

function report(
  variant: readonly number[],
  invariant: readonly number[],
  pinned: readonly number[],
): CaseReport {
  return {
    case: { phase: 'decode', batch: 8, positions: 64 },
    times: [times('variant', variant), times('invariant', invariant), times('pinned', pinned)],
    yardstick: { wall: [], processor: [] },
    operations: [],
  };
}

const steady = [10, 10.1, 9.9, 10, 10.2, 9.8, 10];

describe('the price from paired repeats', () => {
  test('a drift of the machine that hits all sets alike leaves the ratio alone', () => {
    const drifting = steady.map((time, repeat) => time * (1 + repeat));
    const { rows, sets } = casePrice(
      report(
        drifting,
        drifting.map((time) => time * 1.5),
        drifting,
      ),
    );
    expect(rows).toBe(8);
    expect(sets.map(({ set }) => set)).toEqual(['variant', 'invariant', 'pinned']);
    expect(sets[1].ratio.estimate).toBeCloseTo(1.5, 6);
    expect(findingOf(sets[1].ratio)).toBe('slower');
  });

  test('the price is that of the Bench page: against the fastest kernels, which are named', () => {
    const half = steady.map((time) => time / 2);
    const { price } = casePrice(report(steady, steady, half));
    expect(price?.fastest).toBe('pinned');
    expect(price?.ratio.estimate).toBeCloseTo(2, 6);
  });

  test('what scatters around 1 is not told apart from it', () => {
    const scattered = steady.map((time, repeat) => time * (repeat % 2 ? 1.3 : 0.8));
    expect(findingOf(casePrice(report(steady, scattered, steady)).sets[1].ratio)).toBe('not told apart');
    expect(findingOf({ estimate: 0.8, low: 0.7, high: 0.9 })).toBe('faster');
  });
});

test('the plan times all three sets and the fast kernels at M = 1, 8 and 32', () => {
  const { engines, cases } = pricePlan('nano');
  expect(engines).toEqual(['variant', 'invariant', 'pinned', 'fast']);
  expect(cases.map(({ batch }) => batch)).toEqual([1, 8, 32]);
});
