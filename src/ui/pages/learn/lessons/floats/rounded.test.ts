import { expect, test } from 'vitest';
import { numberFrom } from './number-text.ts';
import { roundedIn } from './rounded.ts';

test('a tie goes to the even neighbour, and is shown half way', () => {
  expect(roundedIn('bf16', 257)).toEqual({ value: 256, error: -1, ulps: -0.5, place: 0.5, up: false });
  expect(roundedIn('bf16', 259)).toEqual({ value: 260, error: 1, ulps: 0.5, place: 0.5, up: true });
  expect(roundedIn('f16', 257)).toMatchObject({ value: 257, error: 0 });
});

test('past the largest it overflows, and just before it does not', () => {
  expect(roundedIn('f16', 65519)).toMatchObject({ value: 65504, up: false });
  expect(roundedIn('f16', 65520)).toMatchObject({ value: Number.POSITIVE_INFINITY, place: null });
});

test('a number below zero lies between its neighbours too', () => {
  const { value, place, up } = roundedIn('bf16', -1.001);
  expect([value, up]).toEqual([-1, true]);
  expect(place).toBeGreaterThan(0.5);
});

test('what is typed is read as it is meant, or not at all', () => {
  expect(['1/4', ' 257 ', '65,520', '-0.5', '1e3'].map(numberFrom)).toEqual([0.25, 257, 65520, -0.5, 1000]);
  expect(['', '1/', 'x', '1/2/3', '1/0'].map(numberFrom)).toEqual([null, null, null, null, null]);
});
