import { describe, expect, it } from 'vitest';
import { mcNemarExact } from './mcnemar.ts';

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
