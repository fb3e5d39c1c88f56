import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CalibratedProduct, rowThresholds, staticThresholds } from './thresholds.ts';

const positive = fc.double({ min: 0.01, max: 100, noNaN: true });

/** Errors that follow estimates, each by a law of its own, over many rows. */
const product = fc
  .record({
    errors: fc.array(positive, { minLength: 20, maxLength: 60 }),
    cost: positive,
    extraBits: positive,
  })
  .map(
    ({ errors, cost, extraBits }): CalibratedProduct => ({
      ...{ estimates: errors, cost, extraBits },
      squares: errors.map((error, row) => ({ row, square: error * error })),
    }),
  );
const products = fc.array(product, { minLength: 1, maxLength: 6 });
const share = fc.double({ min: 0, max: 1, noNaN: true });

/** Share of all extra bits that rows with these thresholds take. */
function taken(of: readonly CalibratedProduct[], thresholds: readonly number[]): number {
  const all = of.reduce((sum, { extraBits }) => sum + extraBits, 0);
  return of.reduce((sum, { estimates, extraBits }, i) => {
    // A row at the level itself may fall on either side of a rounded root.
    const high = estimates.filter((x) => x >= thresholds[i] * (1 - 1e-9)).length;
    return sum + (extraBits * high) / estimates.length / all;
  }, 0);
}

describe('thresholds of rows', () => {
  it('lie at the same rows of products that differ in scale alone', () => {
    const of = [1, 10].map((scale): CalibratedProduct => {
      const estimates = [1, 2, 3, 4].map((x) => x * scale);
      return {
        estimates,
        squares: estimates.map((x, row) => ({ row, square: x * x })),
        cost: 1,
        extraBits: 1,
      };
    });
    const [one, ten] = rowThresholds(of, 0.5);
    expect(one).toBeCloseTo(3);
    expect(ten).toBeCloseTo(30);
  });

  it('take the share that was asked for, to one row', () => {
    fc.assert(
      fc.property(products, share, (of, asked) => {
        const thresholds = rowThresholds(of, asked);
        const all = of.reduce((sum, { extraBits }) => sum + extraBits, 0);
        // Rows of equal worth are taken together.
        const most = Math.max(
          ...of.map(({ estimates, extraBits }) => {
            const counts = estimates.map((x) => estimates.filter((y) => Math.abs(x - y) <= 1e-6 * x).length);
            return (extraBits * Math.max(...counts)) / estimates.length / all;
          }),
        );
        expect(Math.abs(taken(of, thresholds) - asked)).toBeLessThanOrEqual(most + 1e-6);
      }),
    );
  });

  it('take no row whose worth is below that of one left out', () => {
    fc.assert(
      fc.property(products, share, (of, asked) => {
        const thresholds = rowThresholds(of, asked);
        const worth = (i: number, x: number) => {
          const { squares, cost, extraBits } = of[i];
          const mean = squares.reduce((sum, { square }) => sum + square, 0) / squares.length;
          return (cost * x * x) / (mean * extraBits);
        };
        const sides = of.flatMap(({ estimates }, i) =>
          estimates.map((x) => ({ high: x >= thresholds[i], worth: worth(i, x) })),
        );
        const least = Math.min(...sides.filter(({ high }) => high).map((each) => each.worth));
        const most = Math.max(...sides.filter(({ high }) => !high).map((each) => each.worth));
        expect(least).toBeGreaterThanOrEqual(most * (1 - 1e-6));
      }),
    );
  });

  it('end all rows on one side where an estimate says nothing of the error', () => {
    const blind: CalibratedProduct = {
      ...{ estimates: [1, 2, 3, 4], cost: 1, extraBits: 1 },
      squares: [1, 2, 3, 4].map((_, row) => ({ row, square: 7 })),
    };
    const seen: CalibratedProduct = {
      ...blind,
      squares: [1, 4, 9, 16].map((square, row) => ({ row, square })),
    };
    const [of, other] = rowThresholds([blind, seen], 0.5);
    expect([0, Number.POSITIVE_INFINITY]).toContain(of);
    expect(other).toBeGreaterThan(0);
    expect(other).toBeLessThan(5);
  });
});

describe('a static choice', () => {
  it('takes what costs most for its bits, as many bits as were asked for', () => {
    const of = [1, 8, 4].map(
      (cost): CalibratedProduct => ({ estimates: [], squares: [], cost, extraBits: cost === 4 ? 1 : 2 }),
    );
    // Worth a bit: 0.5, 4 and 4.
    expect(staticThresholds(of, 0.6)).toEqual([Number.POSITIVE_INFINITY, 0, 0]);
    expect(staticThresholds(of, 0)).toEqual(of.map(() => Number.POSITIVE_INFINITY));
    expect(staticThresholds(of, 1)).toEqual([0, 0, 0]);
  });
});
