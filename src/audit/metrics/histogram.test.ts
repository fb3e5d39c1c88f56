import fc from 'fast-check';
import { build } from 'hdr-histogram-js';
import { describe, expect, it } from 'vitest';
import { percentileOf } from '../../results/load/distribution.ts';
import { Histogram, RELATIVE_ERROR } from './histogram.ts';

const QUANTILES = [0, 0.01, 0.5, 0.9, 0.95, 0.99, 0.999, 1];

function of(values: readonly number[]): Histogram {
  const histogram = new Histogram();
  for (const value of values) histogram.add(value);
  return histogram;
}

function sorted(values: readonly number[]): number[] {
  return values.toSorted((a, b) => a - b);
}

/** Latencies as servers have them: log-normal by a fixed generator, microseconds. */
function latencies(count: number): number[] {
  let state = 12345;
  const uniform = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
  return Array.from({ length: count }, () =>
    Math.round(Math.exp(9 + 1.5 * Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform()))),
  );
}

describe('a log-linear histogram', () => {
  it('is never further off than it states, whatever the values', () => {
    const values = fc.array(
      fc
        .double({ min: 0, max: 1e300, noNaN: true, noDefaultInfinity: true })
        .filter((v) => v === 0 || v >= 1e-300),
      { minLength: 1, maxLength: 60 },
    );
    fc.assert(
      fc.property(values, fc.double({ min: 0, max: 1, noNaN: true }), (drawn, q) => {
        const exact = percentileOf(sorted(drawn), 100 * q);
        const found = of(drawn).quantile(q);
        // The exact one's own rule rounds too: 100 q / 100 need not be q.
        const slack = 1e-9 * Math.max(...drawn);
        expect(Math.abs(found - exact)).toBeLessThanOrEqual(RELATIVE_ERROR * exact + slack);
      }),
    );
  });

  it('reaches the stated error: it is not larger than need be', () => {
    // Just above a power of two a bucket's middle is furthest away, as a share.
    const values = [1, ...Array.from({ length: 9 }, () => 4 * (1 + 1e-12)), 100];
    const off = Math.abs(of(values).quantile(0.5) / 4 - 1);
    expect(off).toBeGreaterThan(0.99 * RELATIVE_ERROR);
    expect(off).toBeLessThanOrEqual(RELATIVE_ERROR);
  });

  it('agrees with exact percentiles and with HdrHistogram', () => {
    // Of 1,001 values both rules take the same rank.
    const values = latencies(1001);
    const reference = build({
      lowestDiscernibleValue: 1,
      highestTrackableValue: 2 ** 40,
      numberOfSignificantValueDigits: 3,
    });
    for (const value of values) reference.recordValue(value);
    const histogram = of(values);
    expect(histogram.count).toBe(reference.totalCount);
    expect(histogram.min).toBe(Math.min(...values));
    expect(histogram.max).toBe(Math.max(...values));
    for (const q of QUANTILES) {
      const exact = percentileOf(sorted(values), 100 * q);
      expect(Math.abs(histogram.quantile(q) / exact - 1)).toBeLessThanOrEqual(RELATIVE_ERROR);
      const theirs = reference.getValueAtPercentile(100 * q);
      // Three significant digits: a thousandth of its own.
      expect(Math.abs(histogram.quantile(q) / theirs - 1)).toBeLessThanOrEqual(RELATIVE_ERROR + 1e-3);
    }
  });

  it('adds up: two together are one over all values', () => {
    const values = [0, ...latencies(500), 5e-324];
    const one = of(values);
    const two = of(values.slice(0, 200));
    two.merge(of(values.slice(200)));
    for (const q of QUANTILES) expect(two.quantile(q)).toBe(one.quantile(q));
    expect([two.count, two.min, two.max]).toEqual([one.count, one.min, one.max]);
    expect(two.sum).toBeCloseTo(one.sum, 3);
  });

  it('has buckets that hold everything, none over another', () => {
    const values = latencies(2000);
    const buckets = [...of(values).buckets()];
    expect(buckets.reduce((sum, { count }) => sum + count, 0)).toBe(2000);
    for (const [i, { low, high, count }] of buckets.entries()) {
      expect(values.filter((value) => value >= low && value < high)).toHaveLength(count);
      if (i > 0) expect(low).toBeGreaterThanOrEqual(buckets[i - 1].high);
    }
  });

  it('says nothing of nothing, and refuses what is no amount', () => {
    const empty = new Histogram();
    expect([empty.quantile(0.5), empty.min, empty.max, empty.mean]).toEqual([NaN, NaN, NaN, NaN]);
    for (const wrong of [-1, NaN, Infinity])
      expect(() => empty.add(wrong)).toThrow(
        `histogram: expected a finite number of at least 0, found ${wrong}`,
      );
    expect(() => of([1]).quantile(1.5)).toThrow('quantile: expected from 0 to 1, found 1.5');
    expect(empty.count).toBe(0);
  });
});
