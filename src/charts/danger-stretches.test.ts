import { describe, expect, it } from 'vitest';
import { stretchesOf } from './danger-stretches.ts';

const point = (position: number, forced = false) => ({ position, margin: 1, perturbation: 0.1, forced });

describe('stretchesOf', () => {
  const apart = { from: 2, to: 8, kind: 'contexts differ' };

  it('knows what can be compared, and from where on by replay', () => {
    expect(stretchesOf([point(0), point(1)], 9, 2)).toEqual([apart]);
    expect(stretchesOf([point(0), point(1), point(2, true), point(3, true)], 4, 4)).toEqual([
      { from: 2, to: 3, kind: 'replay' },
    ]);
    expect(stretchesOf([], 2, 0)).toEqual([{ from: 0, to: 1, kind: 'contexts differ' }]);
  });

  it('tells tokens that were not measured from those whose contexts differ', () => {
    expect(stretchesOf([point(0)], 9, 2)).toEqual([apart, { from: 1, to: 1, kind: 'not measured' }]);
    expect(stretchesOf([point(0), point(1, true), point(3)], 4, 4)).toEqual([
      { from: 2, to: 2, kind: 'not measured' },
      { from: 1, to: 1, kind: 'replay' },
    ]);
  });
});
