import { expect, test } from 'vitest';
import { meanShiftZ } from './mean-shift.ts';

test('the shift of a mean in standard errors, with an alarm beyond 3', () => {
  const reference = { mean: 10, deviation: 2, n: 100 };
  expect(meanShiftZ(reference, { mean: 10.5, n: 300 })).toEqual({
    z: expect.closeTo(0.5 / (2 * Math.sqrt(1 / 100 + 1 / 300)), 12),
    alarm: false,
  });
  expect(meanShiftZ(reference, { mean: 9, n: 100 }).alarm).toBe(true);
});

test('nothing moves where all are equal, anything does where the reference never did', () => {
  expect(meanShiftZ({ mean: 1, deviation: 0, n: 9 }, { mean: 1, n: 9 })).toEqual({
    z: Number.NaN,
    alarm: false,
  });
  expect(meanShiftZ({ mean: 1, deviation: 0, n: 9 }, { mean: 2, n: 9 }).alarm).toBe(true);
});
