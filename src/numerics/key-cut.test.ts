import fc from 'fast-check';
import { expect, test } from 'vitest';
import { beforeAndAfter, cutOf, everyKeys, splitCount, splitEnd, splitsOf, WHOLE } from './key-cut.ts';
import { equalRuns, fixedRuns, wholeRun } from './plan.ts';

const upTo = (max: number) => fc.integer({ min: 1, max });

test('the closed forms list the runs that plans are made of', () => {
  fc.assert(
    fc.property(upTo(10_000), upTo(600), (keys, size) => {
      expect(splitsOf(everyKeys(size), keys)).toEqual(fixedRuns(keys, size));
      const parts = Math.min(size, keys);
      expect(splitsOf({ parts }, keys)).toEqual(equalRuns(keys, parts, 1));
      expect(splitsOf(WHOLE, keys)).toEqual([wholeRun(keys)]);
      const cached = Math.min(size, keys - 1);
      const two = [
        { start: 0, end: cached },
        { start: cached, end: keys },
      ];
      expect(splitsOf(beforeAndAfter(cached), keys)).toEqual(two.filter(({ start, end }) => end > start));
    }),
  );
});

test('listed splits lead back to a form that lists them', () => {
  fc.assert(
    fc.property(upTo(3000), upTo(600), (keys, size) => {
      const cuts = [everyKeys(size), WHOLE, beforeAndAfter(size % keys), { parts: Math.min(size, keys) }];
      for (const cut of cuts) {
        const splits = splitsOf(cut, keys);
        expect(splitsOf(cutOf(splits), keys)).toEqual(splits);
        expect(splits).toHaveLength(splitCount(cut, keys));
        expect(splits.map((_, i) => splitEnd(cut, keys, i))).toEqual(splits.map(({ end }) => end));
      }
    }),
  );
});

test('splits that no rule makes are refused', () => {
  const splits = [0, 5, 6, 20, 21].map((start, i, starts) => ({ start, end: starts[i + 1] ?? 30 }));
  expect(() => cutOf(splits)).toThrow('splits: 5, 6, 20, 21, 30 follow no rule');
});
