import { expect, test } from 'vitest';
import { fisherExact } from './fisher.ts';

const table = (passedA: number, failedA: number, passedB: number, failedB: number) => ({
  passedA,
  totalA: passedA + failedA,
  passedB,
  totalB: passedB + failedB,
});

// p-values of R 4.2.2's fisher.test. The first is Fisher's tea, the last R's convictions of twins.
test.each([
  [3, 1, 1, 3, 0.485714285714286],
  [8, 2, 1, 5, 0.034965034965035],
  [31, 19, 40, 10, 0.0769383155180887],
  [45, 55, 57, 43, 0.119506204722727],
  [0, 5, 5, 0, 0.00793650793650794],
  [2, 10, 15, 3, 0.000536724119143436],
])('%i, %i against %i, %i', (passedA, failedA, passedB, failedB, p) => {
  expect(fisherExact(table(passedA, failedA, passedB, failedB)) / p).toBeCloseTo(1, 10);
});

test('refuses counts that are none', () => {
  expect(() => fisherExact({ passedA: 3, totalA: 2, passedB: 0, totalB: 1 })).toThrow(RangeError);
});
