import { expect, test } from 'vitest';
import { mcNemarExact } from './mcnemar.ts';
import { pairedScore, pairedShares, pairedSharesEquivalence } from './paired-shares.ts';

// Tango's interval and Nam's p-value at a margin of 0.05 where the share under the difference is found by scipy 1.17.1's minimize_scalar
// on the trinomial likelihood, and the ends by brentq: no formula is shared. The first is Tango 1998's contact lenses.
test.each([
  [1, 0, 44, -0.05939323108563259, 0.11807709698234159, 0.20325317780933466],
  [10, 2, 40, 0.03474348713740889, 0.3663163140695621, 0.9639876187421271],
  [12, 21, 500, -0.042251585532098686, 0.0047689836024662645, 0.006094128132501478],
  [7, 7, 60, -0.12967625666035035, 0.12967625713043943, 0.21400803027313148],
  [25, 15, 100, -0.0245630050476396, 0.222354450993389, 0.7872468356530111],
])('%i and %i of %i pairs', (onlyA, onlyB, pairs, low, high, p) => {
  const counts = { onlyA, onlyB, pairs };
  const interval = pairedShares(counts);
  expect(interval.value).toBe((onlyA - onlyB) / pairs);
  expect(interval.low).toBeCloseTo(low, 6);
  expect(interval.high).toBeCloseTo(high, 6);
  expect(pairedSharesEquivalence(counts, 0.05)).toBeCloseTo(p, 6);
});

test('has width where no pair disagrees: z² / (n + z²), and claims nothing of few pairs', () => {
  const { low, high } = pairedShares({ onlyA: 0, onlyB: 0, pairs: 50 });
  expect(high).toBeCloseTo(3.8414588 / 53.8414588, 6);
  expect(low).toBeCloseTo(-high, 9);
  expect(pairedSharesEquivalence({ onlyA: 0, onlyB: 0, pairs: 50 }, 0.02)).toBeGreaterThan(0.05);
  expect(pairedSharesEquivalence({ onlyA: 0, onlyB: 0, pairs: 500 }, 0.02)).toBeLessThan(0.001);
});

test('all pairs one way end at the bound, and mirror', () => {
  const [a, b] = [
    pairedShares({ onlyA: 9, onlyB: 0, pairs: 9 }),
    pairedShares({ onlyA: 0, onlyB: 9, pairs: 9 }),
  ];
  expect(a.high).toBe(1);
  expect(b.low).toBe(-1);
  expect(a.low).toBeCloseTo(-b.high, 9);
});

test('at a difference of 0 the score is McNemar’s without correction', () => {
  expect(pairedScore({ onlyA: 10, onlyB: 2, pairs: 40 }, 0)).toBeCloseTo(8 / Math.sqrt(12), 12);
  expect(mcNemarExact(10, 2)).toBeCloseTo(158 / 4096, 12);
});

test('refuses what is none', () => {
  expect(() => pairedShares({ onlyA: 3, onlyB: 3, pairs: 5 })).toThrow(RangeError);
  expect(() => pairedScore({ onlyA: 1, onlyB: 0, pairs: 5 }, 2)).toThrow(RangeError);
});
