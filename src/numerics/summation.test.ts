import { describe, expect, test } from 'vitest';
import { roundTo } from './rounding.ts';
import { shuffleInPlace, sumInF64, sumInOrder, sumKahan, sumPairwise } from './summation.ts';

const tenths = new Float32Array(100_000).fill(0.1);

describe('sums', () => {
  test('small whole numbers are exact in every order', () => {
    for (const length of [0, 1, 2, 3, 7, 8, 100]) {
      const terms = Float32Array.from({ length }, (_, i) => i);
      const whole = (length ** 2 - length) / 2;
      for (const sum of [sumInOrder, sumPairwise, sumKahan, sumInF64]) expect(sum(terms)).toBe(whole);
    }
  });

  test('each is the order that it is named after', () => {
    const terms = Float32Array.of(2 ** 24, 1, 1, 2 ** -24);
    expect(sumInOrder(terms)).toBe(2 ** 24);
    expect(sumPairwise(Float32Array.of(2 ** 24, 1, 1, 1))).toBe(2 ** 24 + 2);
    expect(sumKahan(terms)).toBe(2 ** 24 + 2);
    expect(sumInOrder(Float32Array.of(256, 1, 1), roundTo('bf16'))).toBe(256);
  });

  test('of many tenths the running total is far off, the others are not', () => {
    const truth = sumInF64(tenths);
    expect(Math.abs(sumInOrder(tenths) - truth)).toBeGreaterThan(1);
    expect(Math.abs(sumPairwise(tenths) - truth)).toBeLessThan(0.01);
    expect(sumKahan(tenths)).toBe(Math.fround(truth));
  });
});

test('a shuffle keeps the terms and reaches every order', () => {
  const orders = new Set<string>();
  let seed = 1;
  const below = (bound: number) => {
    seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
    return Math.floor((seed / 2 ** 32) * bound);
  };
  for (let i = 0; i < 200; i++) {
    const terms = Float32Array.of(1, 2, 3);
    shuffleInPlace(terms, below);
    orders.add(terms.join());
    expect(terms.toSorted()).toEqual(Float32Array.of(1, 2, 3));
  }
  expect(orders.size).toBe(6);
});
