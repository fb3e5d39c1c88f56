import { describe, expect, it } from 'vitest';
import { deviationOf, distributionOf, Values } from './distribution.ts';
import { loadMetrics, type Measured } from './load-metrics.ts';

const done = (id: string, arrived: number, tokenTimes: readonly number[]): Measured => ({
  ...{ id, arrived, tokenTimes, promptTokens: 10, ended: tokenTimes.at(-1) ?? arrived },
  outcome: { kind: 'done', reason: 'length' },
});

describe('metrics of requests under load', () => {
  // Expected values worked out by hand.
  const requests = [
    done('a', 0, [100, 150, 250]),
    done('b', 50, [350]),
    done('c', 100, [200, 230, 260, 290]),
    { ...done('d', 120, []), ended: 120, outcome: { kind: 'refused', message: 'full' } as const },
    { ...done('e', 130, [500]), ended: 1100, outcome: { kind: 'failed', message: 'NaN' } as const },
  ];

  it('has mean and percentiles between ranks as numpy has them', () => {
    const { ttft, tpot, itl, e2el } = loadMetrics(requests);
    expect(ttft?.mean).toBeCloseTo(500 / 3, 10);
    // Sorted 100, 100, 300: rank 0.95 * 2 = 1.9 lies nine tenths of the way from 100 to 300.
    expect(ttft).toMatchObject({ p50: 100, p95: 280, p99: 296 });
    // (250 - 100) / 2 = 75 and (290 - 200) / 3 = 30; one token alone has none.
    expect(tpot).toMatchObject({ mean: 52.5, p50: 52.5 });
    expect(itl).toMatchObject({ mean: 48, p50: 30 });
    expect(e2el).toMatchObject({ p50: 250, mean: (250 + 300 + 190) / 3 });
  });

  it('counts who is done, refused and failed, and tokens of the done alone', () => {
    expect(loadMetrics(requests)).toMatchObject({
      ...{ completed: 3, refused: 1, failed: 1, inputTokens: 30, outputTokens: 8 },
      // From the first arrival to the last end, 1.1 s.
      ...{ duration: 1100, requestThroughput: 3 / 1.1, outputThroughput: 8 / 1.1 },
    });
  });

  it('counts as good who meets every stated limit, a limit reached included', () => {
    expect(loadMetrics(requests).goodput).toBeNull();
    expect(loadMetrics(requests, { ttft: 100 }).goodput).toBeCloseTo(2 / 1.1, 10);
    expect(loadMetrics(requests, { ttft: 100, tpot: 74 }).goodput).toBeCloseTo(1 / 1.1, 10);
    // One token alone meets a limit on the time between tokens.
    expect(loadMetrics(requests, { tpot: 30 }).goodput).toBeCloseTo(2 / 1.1, 10);
    expect(loadMetrics(requests, { e2el: 0 }).goodput).toBe(0);
  });

  it('has no latency where nobody is done', () => {
    expect(loadMetrics([requests[3]], { ttft: 1 })).toMatchObject({
      ...{ ttft: null, tpot: null, itl: null, e2el: null, completed: 0, refused: 1 },
      ...{ duration: 0, requestThroughput: 0, goodput: 0 },
    });
    expect(loadMetrics([])).toMatchObject({ ttft: null, duration: 0, goodput: null });
  });

  it('takes a first token that came at once for an error', () => {
    expect(() => loadMetrics([done('x', 5, [5, 6])])).toThrow(
      'request x: time to first token: expected more than 0 ms, found 0',
    );
    expect(() => loadMetrics([done('y', 5, [])])).toThrow('request y: time to first token');
  });
});

describe('distributions', () => {
  it('keep as many values as there are', () => {
    const values = new Values();
    for (let i = 1000; i >= 0; i--) values.add(i);
    expect(values.length).toBe(1001);
    expect(values.distribution()).toEqual({ mean: 500, p50: 500, p95: 950, p99: 990 });
  });

  it('of one value are that value', () => {
    expect(distributionOf([7])).toEqual({ mean: 7, p50: 7, p95: 7, p99: 7 });
    expect(distributionOf([])).toBeNull();
    expect(deviationOf([2, 4, 4, 4, 5, 5, 7, 9])).toBe(2);
  });
});
