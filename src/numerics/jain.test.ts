import { expect, test } from 'vitest';
import { jainIndex } from './jain.ts';

test('Jain’s index: 1 where all get the same, 1/n where one gets all, whatever the unit', () => {
  expect(jainIndex([3, 3, 3])).toBe(1);
  expect(jainIndex([0, 0, 7, 0])).toBe(0.25);
  expect(jainIndex([1, 2, 3])).toBeCloseTo(36 / 42);
  expect(jainIndex([1000, 2000, 3000])).toBeCloseTo(36 / 42);
  expect(jainIndex([0, 0])).toBe(1);
  expect(() => jainIndex([])).toThrow(RangeError);
  expect(() => jainIndex([1, -1])).toThrow(RangeError);
});
