import { expect, it } from 'vitest';
import { inDanger, logScale } from './danger-points.ts';

it('a flip is possible where the perturbation reaches the margin, and never without one', () => {
  expect(inDanger({ margin: 0.5, perturbation: 0.5 })).toBe(true);
  expect(inDanger({ margin: 0.5, perturbation: 0.49 })).toBe(false);
  expect(inDanger({ margin: 0, perturbation: 0 })).toBe(false);
});

it('a log axis gives 0 a place below the smallest power', () => {
  expect(logScale([0.02, 3])).toEqual({ domain: [0.01, 10], zero: null, ticks: [0.01, 0.1, 1, 10] });
  expect(logScale([0, 0.02, 3])).toEqual({
    domain: [0.001, 10],
    zero: 0.001,
    ticks: [0.001, 0.01, 0.1, 1, 10],
  });
});

it('a log axis of a single power, of zeros and of nothing still has an extent', () => {
  expect(logScale([1]).domain).toEqual([1, 10]);
  expect(logScale([0]).domain).toEqual([1e-4, 1]);
  expect(logScale([]).domain).toEqual([1e-3, 1]);
});

it('a wide log axis labels few powers', () => {
  expect(logScale([1e-12, 1]).ticks.length).toBeLessThanOrEqual(5);
});
