import { expect, it } from 'vitest';
import { MOST_ROWS } from '../../../workbench/cases/setup.ts';
import { letterOf, rowsAt, shareOf } from './rows-axis.ts';

it('every M is found at its own beginning and middle', () => {
  for (let rows = 1; rows <= MOST_ROWS; rows++) {
    expect(rowsAt(shareOf(rows))).toBe(rows);
    expect(rowsAt((shareOf(rows) + shareOf(rows + 1)) / 2)).toBe(rows);
  }
  expect([rowsAt(-1), rowsAt(2)]).toEqual([1, MOST_ROWS]);
});

it('letters go on after Z', () => {
  expect([0, 25, 26, 53].map(letterOf)).toEqual(['A', 'Z', 'AA', 'BB']);
});
