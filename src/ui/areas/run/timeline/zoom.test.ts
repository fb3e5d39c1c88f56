import { expect, it } from 'vitest';
import { mostByColumn, scrolledAfter, stepWidth, WIDEST_STEP, wholeWidth, zoomed } from './zoom.ts';

it('fits a run into its box, but draws no step that could not be told apart', () => {
  expect([1, 64, 1000, 100_000].map((steps) => stepWidth(1000, steps))).toEqual([26, 15, 4, 4]);
  expect([1, 64, 500, 100_000].map((steps) => wholeWidth(1000, steps))).toEqual([26, 15.625, 2, 1]);
  expect([zoomed(4, 1.5), zoomed(90, 1.5), zoomed(1.2, 1 / 1.5)]).toEqual([6, WIDEST_STEP, 1]);
});

it('keeps the place under the pointer where it is', () => {
  // Step 30 is under the pixel 20 of a box that is scrolled by 100, at 4 pixels a step.
  const scrolled = scrolledAfter(100, 20, 4, 10);
  expect((scrolled + 20) / 10).toBe(30);
  expect(scrolledAfter(0, 500, 10, 4)).toBe(0);
});

it('sums a run up by its highest steps, without losing one', () => {
  expect(mostByColumn([1, 9, 2, 2, 7, 1], 3)).toEqual([9, 2, 7]);
  expect(mostByColumn([3, 1], 100)).toEqual([3, 1]);
  const rows = Array.from({ length: 200_000 }, (_, step) => (step === 123_456 ? 40 : 1));
  expect(Math.max(...mostByColumn(rows, 800))).toBe(40);
});
