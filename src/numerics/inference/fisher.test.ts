import { expect, test } from 'vitest';
import { fisherExact } from './fisher.ts';
import { oddsRatio } from './odds-ratio.ts';

const table = (passedA: number, failedA: number, passedB: number, failedB: number) => ({
  passedA,
  totalA: passedA + failedA,
  passedB,
  totalB: passedB + failedB,
});

// p-values of R 4.2.2's fisher.test; odds ratios of scipy 1.17.1's odds_ratio, whose intervals are told to more digits than R's. The first
// is Fisher's tea, the last R's convictions of twins.
test.each([
  [3, 1, 1, 3, 0.485714285714286, 6.408319658199662, 0.21173559544657966, 626.2435305888141],
  [8, 2, 1, 5, 0.034965034965035, 15.465819716921013, 1.0088492079476723, 1059.6394950862782],
  [31, 19, 40, 10, 0.0769383155180887, 0.4116220578400652, 0.14808101676008217, 1.0870061294757183],
  [45, 55, 57, 43, 0.119506204722727, 0.6187303067449189, 0.3397618329871475, 1.1201061992723524],
  [0, 5, 5, 0, 0.00793650793650794, 0.0, 0.0, 0.43534120574505614],
  [2, 10, 15, 3, 0.000536724119143436, 0.04693663904968003, 0.003317163950657363, 0.36318960235668074],
])('%i, %i against %i, %i', (passedA, failedA, passedB, failedB, p, ratio, low, high) => {
  const counts = table(passedA, failedA, passedB, failedB);
  expect(fisherExact(counts) / p).toBeCloseTo(1, 10);
  const found = oddsRatio(counts);
  for (const [ours, theirs] of [
    [found.value, ratio],
    [found.low, low],
    [found.high, high],
  ])
    if (theirs === 0) expect(ours).toBe(0);
    else expect(ours / theirs).toBeCloseTo(1, 6);
});

test('the other way round the ratio is one over, and without an end infinite', () => {
  const found = oddsRatio(table(5, 0, 0, 5));
  expect(found.value).toBe(Number.POSITIVE_INFINITY);
  expect(found.high).toBe(Number.POSITIVE_INFINITY);
  expect(1 / found.low).toBeCloseTo(0.4353226, 4);
});

test('refuses counts that are none', () => {
  expect(() => fisherExact({ passedA: 3, totalA: 2, passedB: 0, totalB: 1 })).toThrow(RangeError);
});
