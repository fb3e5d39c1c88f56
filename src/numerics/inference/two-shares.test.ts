import { expect, test } from 'vitest';
import { twoShares } from './two-shares.ts';

// Newcombe 1998, table II, method 10.
test.each([
  [56, 70, 48, 80, 0.0524, 0.3339],
  [9, 10, 3, 10, 0.1705, 0.809],
  [5, 56, 0, 29, -0.0381, 0.1926],
  [0, 10, 0, 20, -0.1611, 0.2775],
  [10, 10, 0, 10, 0.6075, 1],
])('%i of %i against %i of %i', (passedA, totalA, passedB, totalB, low, high) => {
  const found = twoShares({ passedA, totalA, passedB, totalB });
  expect(found.value).toBeCloseTo(passedA / totalA - passedB / totalB, 12);
  expect(found.low).toBeCloseTo(low, 4);
  expect(found.high).toBeCloseTo(high, 4);
});

test('counts that are none are refused', () => {
  expect(() => twoShares({ passedA: 2, totalA: 1, passedB: 0, totalB: 1 })).toThrow(RangeError);
});
