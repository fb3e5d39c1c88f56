import { describe, expect, it } from 'vitest';
import { wholeTicks } from './whole-ticks.ts';

describe('wholeTicks', () => {
  it.each([
    [63, 13, [0, 5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55, 60]],
    [63, 5, [0, 20, 40, 60]],
    [255, 6, [0, 50, 100, 150, 200, 250]],
    [3, 10, [0, 1, 2, 3]],
    [0, 10, [0]],
  ])('labels 0 to %i in about %i steps', (last, most, ticks) => {
    expect(wholeTicks(last, most)).toEqual(ticks);
  });
});
