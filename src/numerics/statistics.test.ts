import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mcNemarExact, wilsonInterval } from './statistics.ts';

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

describe('mcNemarExact', () => {
  // By hand: 2 * sum of C(n, k) for k up to the smaller count, over 2^n.
  it.each([
    [0, 0, 1],
    [4, 4, 1],
    [1, 0, 1],
    [3, 4, 1],
    [5, 0, 2 / 32],
    [0, 6, 2 / 64],
    [1, 9, 22 / 1024],
    [10, 2, 158 / 4096],
    [59, 6, 2 * (1 + 65 + 2_080 + 43_680 + 677_040 + 8_259_888 + 82_598_880) * 2 ** -65],
  ])('%i against %i', (onlyA, onlyB, p) => {
    expect(mcNemarExact(onlyA, onlyB) / p).toBeCloseTo(1, 10);
    expect(mcNemarExact(onlyB, onlyA)).toBe(mcNemarExact(onlyA, onlyB));
  });

  it.each([
    [2, 3],
    [100_000, 100_001],
  ])('is exactly 1 where %i against %i is as even as can be', (onlyA, onlyB) => {
    expect(mcNemarExact(onlyA, onlyB)).toBe(1);
  });

  it.each([
    [-1, 3],
    [1.5, 2],
    [1, Number.NaN],
  ])('refuses %d against %d', (onlyA, onlyB) => {
    expect(() => mcNemarExact(onlyA, onlyB)).toThrow(RangeError);
  });

  it('does not underflow where 2^-n does', () => {
    // Normal approximation with continuity correction: z = 99 / sqrt(3000) = 1.8075, p = 0.0707.
    expect(mcNemarExact(1_450, 1_550)).toBeCloseTo(0.0707, 3);
  });
});
