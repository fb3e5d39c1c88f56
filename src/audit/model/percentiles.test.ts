import { expect, it } from 'vitest';
import { percentilesOf, reachOf } from './percentiles.ts';

// numpy 2.4.6: np.mean(x) and np.percentile(x, (50, 95, 99)), its default rule.
it.each([
  [
    [3.2, 1.5, 9.75, 4, 4, 120.5, 2.25, 7.125, 5.5, 6, 3.3],
    [15.193181818181818, 4, 65.125, 109.42500000000004],
  ],
  [Array.from({ length: 300 }, (_, i) => ((i * 7919) % 1009) / 10), [50.50300000000001, 50.7, 95.62, 99.704]],
])('has the percentiles that numpy has, of %# values', (values, [mean, p50, p95, p99]) => {
  const found = percentilesOf(values);
  expect(found.n).toBe(values.length);
  expect(found.mean).toBeCloseTo(mean, 10);
  expect(found.p50).toBeCloseTo(p50, 10);
  expect(found.p95).toBeCloseTo(p95, 10);
  expect(found.p99).toBeCloseTo(p99, 10);
});

it('is of at least one value', () => {
  expect(() => percentilesOf([])).toThrow('percentiles: expected a value, found none');
});

it('reaches the 95th percentile with 59 values and the 99th with 299, and not with one fewer', () => {
  expect(reachOf(59)).toBeGreaterThan(0.95);
  expect(reachOf(58)).toBeLessThan(0.95);
  expect(reachOf(299)).toBeGreaterThan(0.99);
  expect(reachOf(298)).toBeLessThan(0.99);
});
