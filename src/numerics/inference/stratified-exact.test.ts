import { describe, expect, it } from 'vitest';
import { binomialTest } from './binomial-test.ts';
import { fisherExact } from './fisher.ts';
import { stratifiedExact } from './stratified-exact.ts';

/** Chance of at least as many passes of a, over every way to hand a stratum's passes out. */
function enumerated(strata: Parameters<typeof stratifiedExact>[0]): number {
  let sums = new Map([[0, 1]]);
  let found = 0;
  for (const { passedA, totalA, passedB, totalB } of strata) {
    found += passedA;
    const next = new Map<number, number>();
    const total = totalA + totalB;
    for (let mask = 0; mask < 2 ** total; mask++) {
      const bits = [...Array(total).keys()].filter((i) => mask & (1 << i));
      if (bits.length !== passedA + passedB) continue;
      const ofA = bits.filter((i) => i < totalA).length;
      for (const [sum, ways] of sums) next.set(sum + ofA, (next.get(sum + ofA) ?? 0) + ways);
    }
    sums = next;
  }
  const all = [...sums.values()].reduce((a, b) => a + b);
  const beyond = [...sums].reduce((ways, [sum, each]) => (sum >= found ? ways + each : ways), 0);
  return beyond / all;
}

describe('stratifiedExact', () => {
  it.each([
    [[{ passedA: 3, totalA: 4, passedB: 1, totalB: 5 }]],
    [
      [
        { passedA: 3, totalA: 4, passedB: 1, totalB: 5 },
        { passedA: 1, totalA: 2, passedB: 0, totalB: 3 },
        { passedA: 0, totalA: 3, passedB: 2, totalB: 2 },
      ],
    ],
  ])('counts every way to hand passes out: %j', (strata) => {
    expect(stratifiedExact(strata)).toBeCloseTo(enumerated(strata), 12);
  });

  it('is Fisher’s of one stratum, whose other tail is empty here', () => {
    const table = { passedA: 5, totalA: 5, passedB: 0, totalB: 20 };
    expect(stratifiedExact([table])).toBeCloseTo(fisherExact(table), 12);
  });

  it('is the sign test of pairs', () => {
    const pair = (a: number, b: number) => ({ passedA: a, totalA: 1, passedB: b, totalB: 1 });
    const pairs = [...Array(7).fill(pair(1, 0)), pair(0, 1), ...Array(9).fill(pair(1, 1))];
    expect(stratifiedExact(pairs)).toBeCloseTo(binomialTest(7, 8, 0.5, 'greater'), 12);
  });

  it('says nothing of strata with one group alone', () => {
    expect(stratifiedExact([{ passedA: 5, totalA: 5, passedB: 0, totalB: 0 }])).toBe(1);
    expect(stratifiedExact([])).toBe(1);
  });

  it('refuses counts that are none', () => {
    expect(() => stratifiedExact([{ passedA: 3, totalA: 2, passedB: 0, totalB: 1 }])).toThrow(RangeError);
  });
});
