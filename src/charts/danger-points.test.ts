import { expect, it } from 'vitest';
import { inDanger, logScale, powerText, shareOf } from './danger-points.ts';

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

it('places values on the axis by their logarithm, 0 at its foot', () => {
  const scale = logScale([0, 0.02, 3]);
  expect([0, 0.001, 0.1, 10].map((value) => shareOf(value, scale))).toEqual([
    0,
    0,
    expect.closeTo(0.5, 12),
    1,
  ]);
});

it('names powers of ten as short as they can be read', () => {
  expect([1e-7, 1e-4, 0.001, 0.1, 1, 1000, 1e4].map(powerText)).toEqual([
    '1e-7',
    '1e-4',
    '0.001',
    '0.1',
    '1',
    '1000',
    '1e+4',
  ]);
});
