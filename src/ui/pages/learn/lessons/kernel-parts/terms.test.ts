import { expect, test } from 'vitest';
import { roundTo } from '../../../../../numerics/rounding.ts';
import { sampleTerms } from './terms.ts';

test('the same seed gives the same values, a longer list begins with the shorter one', () => {
  expect(sampleTerms(64, 3).slice(0, 16)).toEqual(sampleTerms(16, 3));
  expect(sampleTerms(16, 4)).not.toEqual(sampleTerms(16, 3));
});

test('values lie around 0 with the deviation asked for', () => {
  const values = [...sampleTerms(4096, 1, 2)];
  const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
  const variance = values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length;
  expect(Math.abs(mean)).toBeLessThan(0.15);
  expect(Math.sqrt(variance)).toBeGreaterThan(1.85);
  expect(Math.sqrt(variance)).toBeLessThan(2.15);
});

test('a product of two is exact in f32, so that fusing changes nothing', () => {
  const values = sampleTerms(512, 7);
  expect([...values].every((x) => x === roundTo('bf16')(x))).toBe(true);
  for (let i = 1; i < values.length; i++) {
    const product = values[i] * values[i - 1];
    expect(Math.fround(product)).toBe(product);
  }
});
