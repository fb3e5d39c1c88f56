import { expect, it } from 'vitest';
import { gapsOf, inDanger } from './danger-points.ts';

it('a flip is possible where the perturbation reaches the margin, and never without one', () => {
  expect(inDanger({ margin: 0.5, perturbation: 0.5 })).toBe(true);
  expect(inDanger({ margin: 0.5, perturbation: 0.49 })).toBe(false);
  expect(inDanger({ margin: 0, perturbation: 0 })).toBe(false);
});

it('knows the gaps between points, before the first and behind the last', () => {
  const points = [1, 2, 5].map((position) => ({ position, margin: 1, perturbation: 0, forced: false }));
  expect(gapsOf(points, 8)).toEqual([
    { from: 0, to: 0 },
    { from: 3, to: 4 },
    { from: 6, to: 7 },
  ]);
  expect(gapsOf(points, 3)).toEqual([{ from: 0, to: 0 }]);
  expect(gapsOf([], 2)).toEqual([{ from: 0, to: 1 }]);
  expect(gapsOf([], 0)).toEqual([]);
});
