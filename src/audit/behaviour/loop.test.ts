import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LEAST_COVERED, LEAST_TIMES, longestLoop } from './loop.ts';

/** By trying every period at every place, with no bound that follows from anything. */
function coveredByHand(units: readonly number[]): number {
  let most = 0;
  for (let period = 1; LEAST_TIMES * period <= units.length; period++)
    for (let from = 0; from < units.length; from++) {
      let end = from + period;
      while (end < units.length && units[end] === units[end - period]) end++;
      const covered = end - from;
      if (covered >= LEAST_COVERED && covered >= LEAST_TIMES * period) most = Math.max(most, covered);
    }
  return most;
}

const again = (run: readonly number[], times: number) => Array.from({ length: times }, () => run).flat();

test('a run four times in a row is a loop, three times or few units are none', () => {
  expect(longestLoop([9, 8, ...again([1, 2, 3, 4], 4), 7])).toEqual({ from: 2, period: 4, covered: 16 });
  expect(longestLoop(again([1, 2, 3, 4, 5, 6], 3))).toBeNull();
  expect(longestLoop(again([1], 15))).toBeNull();
  expect(longestLoop(again([1], 16))).toEqual({ from: 0, period: 1, covered: 16 });
  expect(longestLoop([])).toBeNull();
});

test('the loop that covers most is what trying everything finds', () => {
  const piece = fc.tuple(fc.array(fc.nat(3), { minLength: 1, maxLength: 7 }), fc.integer({ min: 1, max: 7 }));
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 4 }), (pieces) => {
      const units = pieces.flatMap(([run, times]) => again(run, times));
      expect(longestLoop(units)?.covered ?? 0).toBe(coveredByHand(units));
    }),
    { numRuns: 500 },
  );
});
