import { describe, expect, it } from 'vitest';
import { powerAxis, powerScale, powerText, wholeTicks } from './axis.ts';

describe('wholeTicks', () => {
  it.each([
    [63, 13, [0, 5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55, 60]],
    [63, 5, [0, 20, 40, 60]],
    [255, 6, [0, 50, 100, 150, 200, 250]],
    [3, 10, [0, 1, 2, 3]],
    [7, 1.3, [0]],
    [0, 10, [0]],
  ])('labels 0 to %i in %d steps at most', (last, most, ticks) => {
    expect(wholeTicks(last, most)).toEqual(ticks);
  });
});

describe('powerAxis', () => {
  it('gives 0 a place below the smallest power', () => {
    expect(powerAxis([0.02, 3])).toEqual({ domain: [0.01, 10], zero: null, ticks: [0.01, 0.1, 1, 10] });
    expect(powerAxis([0, 0.02, 3])).toEqual({
      domain: [0.001, 10],
      zero: 0.001,
      ticks: [0.001, 0.01, 0.1, 1, 10],
    });
  });

  it('of a single power, of zeros and of nothing still has an extent', () => {
    expect(powerAxis([1]).domain).toEqual([1, 10]);
    expect(powerAxis([0]).domain).toEqual([1e-4, 1]);
    expect(powerAxis([]).domain).toEqual([1e-3, 1]);
  });

  it('labels few powers of a wide extent, from its foot up', () => {
    expect(powerAxis([1e-12, 1], 5).ticks).toEqual([1e-12, 1e-9, 1e-6, 1e-3, 1]);
  });

  it('places values by their logarithm, 0 at its foot', () => {
    const axis = powerAxis([0, 0.02, 3]);
    const places = [0, 0.001, 0.1, 10].map(powerScale(axis, [0, 1]));
    expect(places).toEqual([0, 0, expect.closeTo(0.5, 12), 1]);
  });
});

it('names powers of ten as short as they can be read', () => {
  const named = [1e-7, 1e-4, 0.001, 0.1, 1, 100, 1000, 1e4, 1e5, 1e6].map(powerText);
  expect(named).toEqual(['1e-7', '1e-4', '0.001', '0.1', '1', '100', '1k', '10k', '100k', '1M']);
});
