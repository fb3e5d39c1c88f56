import { expect, test } from 'vitest';
import { clopperPearson } from './clopper-pearson.ts';

// scipy 1.17.1, binomtest(k, n).proportion_ci(1 - alpha, 'exact'); R 4.2.2's binom.test gives the same.
test.each([
  [0, 20, 0.05, 0, 0.16843347098308548],
  [1, 29, 0.05, 0.0008726468835971072, 0.17764429548841465],
  [81, 263, 0.05, 0.25273674558504267, 0.36762192260134746],
  [10, 10, 0.05, 0.6915028921812371, 1],
  [7, 20, 0.01, 0.11387976326673215, 0.6565685842319213],
  [682, 925, 0.05, 0.707668264079039, 0.765406558241525],
])('%i of %i at %d', (passed, total, alpha, low, high) => {
  const interval = clopperPearson(passed, total, alpha);
  expect(interval.value).toBe(passed / total);
  expect(interval.low).toBeCloseTo(low, 10);
  expect(interval.high).toBeCloseTo(high, 10);
});

test.each([
  [1, 0, 0.05],
  [2, 1, 0.05],
  [1, 2, 0],
])('refuses %d of %d at %d', (passed, total, alpha) => {
  expect(() => clopperPearson(passed, total, alpha)).toThrow(RangeError);
});
