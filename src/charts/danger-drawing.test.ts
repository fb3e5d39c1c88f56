import { describe, expect, it } from 'vitest';
import { dangerPlot, positionAt } from './danger-drawing.ts';

describe('positionAt', () => {
  const plot = dangerPlot([{ position: 0, margin: 1, perturbation: 0.1, forced: false }], 11, 1);

  it('is the nearest position along the axis, and never past its ends', () => {
    const at = (x: number) => positionAt(x, 156, plot);
    expect([0, 44, 48, 50, 94, 144, 156].map(at)).toEqual([0, 0, 0, 1, 5, 10, 10]);
  });
});
