import { expect, test } from 'vitest';
import { KllSketch, kllRankError } from './kll-sketch.ts';
import { testRandom } from './testing/random.ts';
import { quantileOf } from './weighted-sample.ts';

/** Largest distance of the sketch's shares from those of 0 to n - 1, whatever their order was. */
function rankError(sketch: KllSketch, n: number): number {
  const { values, weights } = sketch.sample();
  let [below, largest] = [0, 0];
  values.forEach((value, i) => {
    largest = Math.max(largest, Math.abs(below - value) / n);
    below += weights[i];
    largest = Math.max(largest, Math.abs(below - (value + 1)) / n);
  });
  return largest;
}

const N = 100_000;
const ORDERS: Readonly<Record<string, (i: number) => number>> = {
  ascending: (i) => i,
  descending: (i) => N - 1 - i,
  // Coprime to n: each value once.
  scattered: (i) => (i * 73_939) % N,
};

test.each(Object.keys(ORDERS))('ranks of %s values stay within the stated error', (order) => {
  const k = 512;
  const errors = Array.from({ length: 4 }, (_, seed) => {
    const sketch = new KllSketch(k, testRandom(seed));
    for (let i = 0; i < N; i++) sketch.add(ORDERS[order](i));
    const { values, weights, n } = sketch.sample();
    expect(n).toBe(N);
    expect(weights.reduce((sum, weight) => sum + weight, 0)).toBe(N);
    expect(values.length).toBeLessThan(6 * k);
    return rankError(sketch, N);
  });
  expect(Math.max(...errors)).toBeLessThan(kllRankError(k));
  // A sketch that were exact would hide a measure that sees nothing.
  expect(Math.max(...errors)).toBeGreaterThan(kllRankError(k) / 50);
});

test('holds every value of a few', () => {
  const sketch = new KllSketch(8192, testRandom(1));
  for (const value of [3, 1, 2, 2]) sketch.add(value);
  const sample = sketch.sample();
  expect([...sample.values]).toEqual([1, 2, 2, 3]);
  expect(sketch.isWhole).toBe(true);
  expect([0, 0.25, 0.5, 0.9, 1].map((share) => quantileOf(sample, share))).toEqual([1, 1, 2, 3, 3]);
});
