import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isRefuted, logMixture } from './bernoulli-mixture.ts';
import { quantileSequence } from './quantile-sequence.ts';
import { shareSequence } from './share-sequence.ts';
import { testRandom } from './testing/random.ts';

describe('the mixture of likelihood ratios', () => {
  test('is a martingale: its mean one trial on is what it is', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 200 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0.01, max: 0.99, noNaN: true }),
        (total, part, share) => {
          const passed = Math.round(part * total);
          const now = logMixture(passed, total, share);
          const next = [logMixture(passed + 1, total + 1, share), logMixture(passed, total + 1, share)];
          const ratio = share * Math.exp(next[0] - now) + (1 - share) * Math.exp(next[1] - now);
          expect(ratio).toBeCloseTo(1, 9);
        },
      ),
    );
  });

  test('is B(s + 1, n - s + 1) / (p^s (1 - p)^(n - s)): eight of ten against a half are 1,024 / 495', () => {
    expect(Math.exp(logMixture(8, 10, 0.5))).toBeCloseTo(1024 / (11 * 45), 12);
    expect(logMixture(0, 7, 0)).toBeCloseTo(-Math.log(8), 12);
    expect(logMixture(1, 7, 0)).toBe(Number.POSITIVE_INFINITY);
    expect(isRefuted(0, 9, 0.5, 0.02)).toBe(true);
    expect(isRefuted(0, 8, 0.5, 0.02)).toBe(false);
  });
});

describe('a confidence sequence', () => {
  test('of a share ends where a share begins to be refuted', () => {
    const { value, low, high } = shareSequence(30, 40, 0.05);
    expect(value).toBe(0.75);
    for (const end of [low, high]) expect(logMixture(30, 40, end)).toBeCloseTo(Math.log(20), 5);
    expect(shareSequence(0, 5, 0.05).low).toBe(0);
    expect(shareSequence(5, 5, 0.05).high).toBe(1);
    expect(shareSequence(0, 0, 0.05)).toMatchObject({ low: 0, high: 1 });
    expect(() => shareSequence(2, 1, 0.05)).toThrow(RangeError);
  });

  test('of a quantile goes from one order statistic to another', () => {
    const values = Array.from({ length: 20 }, (_, i) => i + 1);
    // (n + 1) pmf(k) > alpha: of 20 fair coins from 4 to 16 heads at 2.375 %.
    expect(quantileSequence(values, 0.5, 0.02375)).toEqual({ value: 10, low: 4, high: 17 });
    expect(quantileSequence([3], 0.5, 0.05)).toEqual({ value: 3, low: -Infinity, high: Infinity });
    expect(quantileSequence([], 0.5, 0.05)).toMatchObject({ low: -Infinity, high: Infinity });
    // Of a quantile far out nothing bounds from above before many values are there.
    expect(quantileSequence(values, 0.95, 0.05).high).toBe(Infinity);
    expect(() => quantileSequence(values, 1.5, 0.05)).toThrow(RangeError);
  });

  test('of a share and of a quantile hold what is true at every look, in 400 courses of 400', () => {
    const random = testRandom(7);
    const unit = () => random.next() / 2 ** 32;
    const alpha = 0.1;
    let [shares, quantiles, tied] = [0, 0, 0];
    for (let course = 0; course < 400; course++) {
      const missed = { share: false, quantile: false, tied: false };
      const [values, rounded]: [number[], number[]] = [[], []];
      let passed = 0;
      for (let total = 1; total <= 400; total++) {
        const value = unit();
        if (value < 0.3) passed++;
        insert(values, value);
        // A third of them are equal, and the median lies among these.
        insert(rounded, value > 0.4 && value < 0.75 ? 0.5 : value);
        if (total % 4 > 0) continue;
        const share = shareSequence(passed, total, alpha);
        if (share.low > 0.3 || share.high < 0.3) missed.share = true;
        const median = quantileSequence(values, 0.5, alpha);
        if (median.low > 0.5 || median.high < 0.5) missed.quantile = true;
        const among = quantileSequence(rounded, 0.5, alpha);
        if (among.low > 0.5 || among.high < 0.5) missed.tied = true;
      }
      shares += Number(missed.share);
      quantiles += Number(missed.quantile);
      tied += Number(missed.tied);
    }
    expect(shares / 400).toBeLessThan(alpha);
    expect(quantiles / 400).toBeLessThan(alpha);
    expect(tied).toBeLessThanOrEqual(quantiles);
    // Not by being endless: a fifth of the level is used at least.
    expect(shares / 400).toBeGreaterThan(alpha / 5);
  });
});

function insert(sorted: number[], value: number): void {
  const at = sorted.findIndex((other) => other > value);
  sorted.splice(at < 0 ? sorted.length : at, 0, value);
}
