import fc from 'fast-check';
import { expect, it } from 'vitest';
import { highestOf, rankOf } from './highest.ts';

const few = fc.constantFrom(-1, 0, -0, 0.5, 1, 2, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY);
const values = fc.array(few, { maxLength: 40 }).map((list) => Float32Array.from(list));

it('finds what sorting finds, ties to the lower index', () => {
  fc.assert(
    fc.property(values, fc.integer({ min: 1, max: 12 }), (of, count) => {
      const sorted = [...of.keys()].toSorted((x, y) => (of[y] > of[x] ? 1 : of[y] < of[x] ? -1 : x - y));
      expect(highestOf(of, count)).toEqual(sorted.slice(0, count));
      for (const [rank, index] of sorted.entries()) expect(rankOf(of, index)).toBe(rank);
    }),
  );
});

it('leaves out what is no number', () => {
  expect(highestOf(Float32Array.of(Number.NaN, 1, Number.NaN, 3), 3)).toEqual([3, 1]);
});
