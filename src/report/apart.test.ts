import { expect, it } from 'vitest';
import { apartWords } from './apart.ts';

it.each([
  [1, 1 + 2 ** -23, '1 ulp of f32 apart'],
  [1, 1 + 2 ** -7, '65,536 ulp of f32 apart, which is 1 ulp of bf16'],
  [-3, -3 - 3 * 2 ** -6, '196,608 ulp of f32 apart, which is 3 ulp of bf16'],
  [1, 1 + 2 ** -10, '8,192 ulp of f32 apart, which is 1 ulp of f16'],
  // Subnormal in f16, whose steps there are not those of f32.
  [2 ** -20, 2 ** -20 + 2 ** -30, '8,192 ulp of f32 apart'],
  [0.1, 0.1, '0 ulp of f32 apart'],
  [1, Number.NaN, '∞ ulp of f32 apart'],
])('%d and %d lie %s', (a, b, words) => {
  expect(apartWords(Math.fround(a), Math.fround(b))).toBe(words);
});
