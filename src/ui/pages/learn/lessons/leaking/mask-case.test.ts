import { expect, test } from 'vitest';
import { leaked, packedRows } from './mask-case.ts';

test('masked, positions restart and no row attends to the neighbour', () => {
  const rows = packedRows('masked');
  expect(rows.map(({ position }) => position)).toEqual([0, 1, 2, 3, 4, 5, 6, 0, 1, 2, 3, 4]);
  expect(rows[9]).toEqual({ yours: true, position: 2, first: 7, last: 9 });
  expect(leaked(rows)).toBe(0);
});

test('without the test each of your five rows sees all seven keys of the neighbour', () => {
  const rows = packedRows('leaking');
  expect(rows.map(({ position }) => position)).toEqual(packedRows('masked').map(({ position }) => position));
  expect(leaked(rows)).toBe(35);
});
