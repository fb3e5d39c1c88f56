import { describe, expect, it } from 'vitest';
import { dangerPlot, positionAt } from './danger-drawing.ts';

const point = (position: number, forced = false) => ({ position, margin: 1, perturbation: 0.1, forced });

describe('dangerPlot', () => {
  it('knows what can be compared, and from where on by replay', () => {
    expect(dangerPlot([point(0), point(1)], 9)).toMatchObject({ compared: 2, replayed: null });
    expect(dangerPlot([point(0), point(1), point(2, true)], 9)).toMatchObject({ compared: 3, replayed: 2 });
    expect(dangerPlot([], 9)).toMatchObject({ compared: 0, replayed: null });
  });
});

describe('positionAt', () => {
  const plot = dangerPlot([point(0)], 11);

  it('is the nearest position along the axis, and never past its ends', () => {
    const at = (x: number) => positionAt(x, 156, plot);
    expect([0, 44, 48, 50, 94, 144, 156].map(at)).toEqual([0, 0, 0, 1, 5, 10, 10]);
  });
});
