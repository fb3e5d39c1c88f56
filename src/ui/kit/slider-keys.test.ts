import { expect, it } from 'vitest';
import { valueAfterKey } from './slider-keys.ts';

it.each([
  ['ArrowRight', 6],
  ['ArrowUp', 6],
  ['ArrowLeft', 4],
  ['ArrowDown', 4],
  ['PageUp', 12],
  ['PageDown', 0],
  ['Home', 0],
  ['End', 12],
  ['Enter', null],
  ['constructor', null],
])('%s leads a slider from 5 of 0 to 12 to %s', (key, to) => {
  expect(valueAfterKey(key, 5, { least: 0, most: 12 })).toBe(to);
});

it('goes as far as it is told, and stays at an end', () => {
  const range = { least: 1, most: 8, step: 0.25, page: 2 };
  expect(['ArrowUp', 'PageDown'].map((key) => valueAfterKey(key, 4, range))).toEqual([4.25, 2]);
  expect(['ArrowUp', 'PageUp', 'ArrowRight'].map((key) => valueAfterKey(key, 8, range))).toEqual([8, 8, 8]);
});
