import { expect, it } from 'vitest';
import { growthCurve } from './growth-points.ts';

const point = (relative: number, layer: number | null, stream = true) => ({ relative, layer, stream });

it('places differences on a log axis, the largest on top', () => {
  const curve = growthCurve([point(0, null), point(1e-6, 0), point(1e-4, 1), point(1e-2, null)])!;
  expect(curve.points.map(({ y }) => y)).toEqual([null, 1, expect.closeTo(0.5, 12), expect.closeTo(0, 12)]);
  expect(curve.points[3].x).toBe(0.875);
  expect(curve.layers).toEqual([
    { x: 0.25, layer: 0 },
    { x: 0.5, layer: 1 },
  ]);
  expect(curve.ticks.map(({ value }) => value)).toEqual([1e-6, 1e-5, 1e-4, 1e-3, 1e-2]);
});

it('breaks the curve where rounding took the difference away, and leaves other outputs out of it', () => {
  const relatives = [1e-6, 1e-6, 0, 1e-5, 1e-5];
  const curve = growthCurve(relatives.map((relative, i) => point(relative, 0, i !== 1)))!;
  expect(curve.lines).toEqual([[0], [3, 4]]);
});

it('has nothing to draw where nothing differs', () => {
  expect(growthCurve([point(0, 0)])).toBeNull();
});
