import { describe, expect, it } from 'vitest';
import { dangerPlot, positionAt } from './danger-drawing.ts';

const point = (position: number, forced = false) => ({ position, margin: 1, perturbation: 0.1, forced });

describe('dangerPlot', () => {
  const stretches = (...given: Parameters<typeof dangerPlot>) => dangerPlot(...given).stretches;
  const apart = { from: 2, to: 8, kind: 'contexts differ' };

  it('knows what can be compared, and from where on by replay', () => {
    expect(stretches([point(0), point(1)], 9, 2)).toEqual([apart]);
    expect(stretches([point(0), point(1), point(2, true), point(3, true)], 4, 4)).toEqual([
      { from: 2, to: 3, kind: 'replay' },
    ]);
    expect(stretches([], 2, 0)).toEqual([{ from: 0, to: 1, kind: 'contexts differ' }]);
  });

  it('tells tokens that were not measured from those whose contexts differ', () => {
    expect(stretches([point(0)], 9, 2)).toEqual([apart, { from: 1, to: 1, kind: 'not measured' }]);
    expect(stretches([point(0), point(1, true), point(3)], 4, 4)).toEqual([
      { from: 2, to: 2, kind: 'not measured' },
      { from: 1, to: 1, kind: 'replay' },
    ]);
  });
});

describe('positionAt', () => {
  const plot = dangerPlot([point(0)], 11, 1);

  it('is the nearest position along the axis, and never past its ends', () => {
    const at = (x: number) => positionAt(x, 156, plot);
    expect([0, 44, 48, 50, 94, 144, 156].map(at)).toEqual([0, 0, 0, 1, 5, 10, 10]);
  });
});
