import { describe, expect, test } from 'vitest';
import type { BenchEngine, CaseReport } from './report.ts';
import { median, spread } from './statistics.ts';
import { priceOf } from './summary.ts';

const STEADY = [10, 10.2, 9.8, 10.1, 9.9, 10, 10];

/** Milliseconds of each engine's step, as multiples of the same repeats. */
function report(factors: Partial<Record<BenchEngine, number>>): CaseReport {
  const times = (Object.keys(factors) as BenchEngine[]).map((engine) => {
    const wall = STEADY.map((time) => time * (factors[engine] ?? 1));
    const milliseconds = median(wall);
    return {
      ...{ engine, wall, milliseconds },
      processor: [],
      spread: spread(wall),
      tokensPerSecond: 1000 / milliseconds,
    };
  });
  const benchCase = { phase: 'decode', batch: 1, positions: 64 } as const;
  return { case: benchCase, times, yardstick: { wall: [], processor: [] }, operations: [] };
}

describe('the price of invariance', () => {
  test('is against the fast kernels where these are the fastest', () => {
    const price = priceOf(report({ variant: 1.2, invariant: 1.5, pinned: 2, fast: 1 }));
    expect(price?.fastest).toBe('fast');
    expect(price?.ratio.estimate).toBeCloseTo(1.5, 6);
    expect(price?.ratio.low).toBeCloseTo(1.5, 6);
  });

  test('is against a set where the fast kernels are slower than it', () => {
    const price = priceOf(report({ variant: 1, invariant: 1.25, pinned: 1.1, fast: 1.2 }));
    expect(price?.fastest).toBe('variant');
    expect(price?.ratio.estimate).toBeCloseTo(1.25, 6);
  });

  test('is 1 where the invariant set is the fastest', () => {
    const { fastest, ratio } = priceOf(report({ variant: 2, invariant: 1, pinned: 2, fast: 1.1 }))!;
    expect(fastest).toBe('invariant');
    expect(ratio).toEqual({ estimate: 1, low: 1, high: 1 });
  });

  test('never is against another library, and needs two of ours', () => {
    expect(priceOf(report({ invariant: 2, fast: 1.5, 'ort-webgpu': 1 }))?.fastest).toBe('fast');
    expect(priceOf(report({ invariant: 1, 'ort-webgpu': 1 }))).toBeNull();
    expect(priceOf(report({ variant: 1, fast: 1 }))).toBeNull();
  });
});
