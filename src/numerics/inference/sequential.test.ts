import { expect, test } from 'vitest';
import { normalCdf, normalQuantile } from './normal.ts';
import { repeatedP } from './repeated-p.ts';
import { sequentialBounds, sequentialLevel, spentAlpha } from './sequential.ts';
import { testRandom } from './testing/random.ts';

// gsDesign (K. Anderson), gsDesign(k, test.type = 2, alpha = 0.025, sfu = sfLDOF)$upper$bound; Lan and DeMets 1983 print 2.031 at five.
test.each([
  [1, [1.96]],
  [2, [2.963, 1.969]],
  [3, [3.71, 2.511, 1.993]],
  [4, [4.333, 2.963, 2.359, 2.014]],
  [5, [4.877, 3.357, 2.68, 2.29, 2.031]],
])('%i looks at two-sided 0.05', (looks, bounds) => {
  sequentialBounds(0.05, looks).forEach((bound, i) => {
    expect(bound).toBeCloseTo(bounds[i], 2);
  });
  expect(sequentialBounds(0.05, looks)[looks - 1]).toBeCloseTo(bounds[looks - 1], 3);
});

test('one side at half the level has the same bounds, but for studies that cross both', () => {
  const [both, one] = [sequentialBounds(0.05, 5), sequentialBounds(0.025, 5, 'one')];
  one.forEach((bound, i) => {
    expect(bound).toBeCloseTo(both[i], 4);
  });
});

test('all of alpha is spent at the end, half of the information spends little', () => {
  expect(spentAlpha(0.05, 1)).toBeCloseTo(0.05, 12);
  expect(spentAlpha(0.05, 0.5)).toBeCloseTo(0.00305, 5);
});

test('a look’s own level, taken over all looks, is alpha again', () => {
  for (const [looks, look] of [
    [2, 1],
    [3, 2],
    [5, 3],
    [5, 5],
  ])
    for (const sides of ['both', 'one'] as const) {
      const own = sequentialLevel(0.05, looks, look, sides);
      expect(repeatedP(own, looks, look, sides) / 0.05).toBeCloseTo(1, 1);
      expect(repeatedP(own / 3, looks, look, sides)).toBeLessThan(0.05);
    }
  expect(repeatedP(0.03, 1, 1, 'both')).toBe(0.03);
  expect(repeatedP(0.6, 5, 1, 'both')).toBe(1);
});

test('of 20,000 studies without an effect 5 % cross a boundary at one of four looks', () => {
  const random = testRandom(9);
  const uniform = () => (random.next() + 0.5) / 2 ** 32;
  const bounds = sequentialBounds(0.05, 4);
  let crossed = 0;
  for (let study = 0; study < 20_000; study++) {
    let sum = 0;
    const beyond = bounds.map((bound, look) => {
      sum += normalQuantile(uniform());
      return Math.abs(sum) / Math.sqrt(look + 1) > bound;
    });
    if (beyond.includes(true)) crossed++;
  }
  // Three standard errors.
  expect(Math.abs(crossed / 20_000 - 0.05)).toBeLessThan(0.0046);
});

// R 4.2.2, qnorm.
test.each([
  [1e-5, -4.26489079392],
  [1e-20, -9.2623400898],
  [1e-60, -16.3972782127],
  [1e-290, -36.4207316732],
  [0.975, 1.95996398454],
])('the quantile of %d keeps its digits', (p, z) => {
  expect(normalQuantile(p)).toBeCloseTo(z, 9);
  expect(normalCdf(z) / p).toBeCloseTo(1, 6);
});

test('refuses looks and levels that are none', () => {
  expect(() => sequentialBounds(0.05, 0)).toThrow(RangeError);
  expect(() => sequentialBounds(1, 2)).toThrow(RangeError);
  expect(() => spentAlpha(0.05, 0)).toThrow(RangeError);
  expect(() => repeatedP(0.05, 3, 4, 'both')).toThrow(RangeError);
});
