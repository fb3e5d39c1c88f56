import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wilsonInterval } from './wilson.ts';

describe('wilsonInterval', () => {
  // R. G. Newcombe, Statistics in Medicine 17 (1998) 857-872, table I, method 3.
  it.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])("%i of %i is Newcombe's", (passed, total, low, high) => {
    const interval = wilsonInterval(passed, total);
    expect(interval.rate).toBe(passed / total);
    expect(interval.low).toBeCloseTo(low, 4);
    expect(interval.high).toBeCloseTo(high, 4);
  });

  it('holds the share, lies in [0, 1] and mirrors', () => {
    const counts = fc
      .integer({ min: 1, max: 5_000 })
      .chain((total) => fc.tuple(fc.integer({ min: 0, max: total }), fc.constant(total)));
    fc.assert(
      fc.property(counts, ([passed, total]) => {
        const { rate, low, high } = wilsonInterval(passed, total);
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(1);
        expect(low).toBeLessThanOrEqual(rate);
        expect(high).toBeGreaterThanOrEqual(rate);
        expect(wilsonInterval(total - passed, total).low).toBeCloseTo(1 - high, 12);
      }),
    );
  });

  it.each([
    [0, 0],
    [-1, 3],
    [4, 3],
    [Number.NaN, 3],
    [1.5, 3],
    [1, Number.POSITIVE_INFINITY],
  ])('refuses %d of %d', (passed, total) => {
    expect(() => wilsonInterval(passed, total)).toThrow(RangeError);
  });
});
