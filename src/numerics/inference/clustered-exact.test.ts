import { describe, expect, it } from 'vitest';
import { clusteredExact } from './clustered-exact.ts';
import { stratifiedExact } from './stratified-exact.ts';

describe('clusteredExact', () => {
  it('counts ways to choose clusters', () => {
    // Of the six ways to take two of 4, 3, 0, 1 one gives 7 or more.
    expect(clusteredExact([{ a: [4, 3], b: [0, 1] }])).toBeCloseTo(1 / 6, 12);
    // Of 4, 4, 4 and 0, 0, 4: three ways of twenty and one more take 12.
    expect(clusteredExact([{ a: [4, 4, 4], b: [0, 0, 4] }])).toBeCloseTo(4 / 20, 12);
  });

  it('is the exact test of single trials where each is a cluster', () => {
    const strata = [
      { a: [1, 1, 1, 0], b: [1, 0, 0, 0, 0] },
      { a: [1, 0], b: [0, 0, 0] },
    ];
    const counted = strata.map(({ a, b }) => ({
      ...{ passedA: a.filter(Boolean).length, totalA: a.length },
      ...{ passedB: b.filter(Boolean).length, totalB: b.length },
    }));
    expect(clusteredExact(strata)).toBeCloseTo(stratifiedExact(counted), 12);
  });

  it('is no more than pairs tell, and nothing of one group alone', () => {
    expect(clusteredExact(Array(5).fill({ a: [4], b: [0] }))).toBeCloseTo(1 / 32, 12);
    expect(clusteredExact([{ a: [4, 4], b: [] }])).toBe(1);
    expect(clusteredExact([])).toBe(1);
  });
});
