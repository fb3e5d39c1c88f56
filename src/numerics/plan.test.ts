import fc from 'fast-check';
import { expect, test } from 'vitest';
import { equalRuns, fixedRuns, type Range } from './plan.ts';

const lengths = (runs: readonly Range[]) => runs.map((run) => run.end - run.start);

/** Consecutive, without gap or overlap, from 0 to the total. */
function covers(runs: readonly Range[], total: number): boolean {
  const bounds = [0, ...runs.map((run) => run.end)];
  return runs.every((run, i) => run.start === bounds[i]) && bounds.at(-1) === total;
}

test('fixed runs: all of one size but the last, which is never empty', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5_000 }), fc.integer({ min: 1, max: 300 }), (total, size) => {
      const runs = fixedRuns(total, size);
      expect(covers(runs, total)).toBe(true);
      expect(lengths(runs).slice(0, -1)).toEqual(Array(runs.length - 1).fill(size));
      expect(lengths(runs).at(-1)).toBeGreaterThan(0);
    }),
  );
});

test('equal runs: the count asked for, each within one unit of the others, starting at multiples of the unit', () => {
  const cases = fc
    .tuple(fc.integer({ min: 1, max: 3_000 }), fc.integer({ min: 1, max: 64 }), fc.constantFrom(1, 4))
    .filter(([total, parts, unit]) => parts <= Math.ceil(total / unit));
  fc.assert(
    fc.property(cases, ([total, parts, unit]) => {
      const runs = equalRuns(total, parts, unit);
      expect(runs).toHaveLength(parts);
      expect(covers(runs, total)).toBe(true);
      expect(runs.every((run) => run.start % unit === 0)).toBe(true);
      const inUnits = lengths(runs).map((length) => Math.ceil(length / unit));
      expect(Math.max(...inUnits) - Math.min(...inUnits)).toBeLessThanOrEqual(1);
      expect(Math.min(...inUnits)).toBeGreaterThan(0);
    }),
  );
});

test('examples', () => {
  expect(fixedRuns(100, 64)).toEqual([
    { start: 0, end: 64 },
    { start: 64, end: 100 },
  ]);
  expect(equalRuns(50, 3, 4)).toEqual([
    { start: 0, end: 16 },
    { start: 16, end: 32 },
    { start: 32, end: 50 },
  ]);
});
