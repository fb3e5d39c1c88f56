import { expect, test } from 'vitest';
import { bootstrap } from './bootstrap.ts';
import { bootstrapEquivalence, meanEquivalence } from './equivalence.ts';
import { testRandom } from './testing/random.ts';

test('TOST of a mean by t: the larger of R 4.2.2’s pt(-3, 19) and pt(-2, 19)', () => {
  expect(meanEquivalence(0.1, 0.2, 19, 0.5)).toBeCloseTo(0.03000101819, 9);
  expect(meanEquivalence(-0.1, 0.2, 19, 0.5)).toBeCloseTo(0.03000101819, 9);
  expect(meanEquivalence(0.6, 0.2, 19, 0.5)).toBeGreaterThan(0.5);
  expect(() => meanEquivalence(0, 0, 3, 1)).toThrow(RangeError);
});

test('of drawn units it is near what t says, and no less than so few units can say', () => {
  const of = (values: readonly number[]) =>
    bootstrap(
      [values.length],
      (weights) => {
        let [sum, count] = [0, 0];
        values.forEach((value, i) => {
          sum += weights[i] * value;
          count += weights[i];
        });
        return sum / count;
      },
      testRandom(5),
    );
  const random = testRandom(6);
  const values = Array.from({ length: 30 }, () => random.below(1000) / 500 - 1);
  const mean = values.reduce((sum, value) => sum + value, 0) / 30;
  const error = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 29 / 30);
  const p = bootstrapEquivalence(of(values), 30, 0.22);
  expect(p).toBeGreaterThan(0.7 * meanEquivalence(mean, error, 29, 0.22));
  expect(p).toBeLessThan(1.4 * meanEquivalence(mean, error, 29, 0.22));
  expect(bootstrapEquivalence(of([0.1, 0.1, 0.1]), 3, 1)).toBe(1 / 8);
  expect(bootstrapEquivalence(of([0.1]), 1, 1)).toBe(1);
  expect(bootstrapEquivalence(of([2, 2, 2]), 3, 1)).toBeGreaterThan(0.9);
});
