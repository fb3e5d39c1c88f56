import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { f32FromBits } from '../numerics/bits.ts';
import { klDivergence, logitDiff, margin } from './logit-diff.ts';

const logit = fc.float({ min: -40, max: 40, noNaN: true });
const logits = fc.array(logit, { minLength: 2, maxLength: 60 });
const pair = fc
  .array(fc.tuple(logit, logit), { minLength: 2, maxLength: 60 })
  .map(
    (entries) =>
      [0, 1].map((side) => Float32Array.from(entries, (entry) => entry[side]!)) as [
        Float32Array,
        Float32Array,
      ],
  );

/** KL as textbooks write it: the sum of p log(p / q). */
function textbookKl(a: Float32Array, b: Float32Array): number {
  const softmax = (x: Float32Array) => {
    const top = Math.max(...x);
    const powers = Array.from(x, (each) => Math.exp(each - top));
    const total = powers.reduce((sum, each) => sum + each, 0);
    return powers.map((each) => each / total);
  };
  const [p, q] = [softmax(a), softmax(b)];
  return p.reduce((sum, each, i) => (each === 0 ? sum : sum + each * Math.log(each / q[i]!)), 0);
}

describe('logitDiff', () => {
  it('is all zero exactly where every bit agrees', () => {
    fc.assert(
      fc.property(pair, ([a, b]) => {
        expect(logitDiff(a, Float32Array.from(a))).toEqual({
          differing: 0,
          maxUlp: 0,
          maxUlpSameSign: 0,
          crossings: 0,
          maxAbsolute: 0,
          kl: 0,
        });
        const differing = a.reduce((count, value, i) => count + (Object.is(value, b[i]) ? 0 : 1), 0);
        expect(logitDiff(a, b).differing).toBe(differing);
      }),
    );
  });

  it('is symmetric but for the divergence', () => {
    fc.assert(
      fc.property(pair, ([a, b]) => {
        const { kl: _ab, ...there } = logitDiff(a, b);
        const { kl: _ba, ...back } = logitDiff(b, a);
        expect(there).toEqual(back);
      }),
    );
  });

  it('counts in ulp and in value', () => {
    const b = Float32Array.of(f32FromBits(0x3f80_0003), 2, -5);
    expect(logitDiff(Float32Array.of(1, 2, -5), b)).toMatchObject({
      differing: 1,
      maxUlp: 3,
      maxAbsolute: 3 * 2 ** -23,
    });
  });

  it('sees -0 as different bits at no distance', () => {
    const diff = logitDiff(Float32Array.of(0, 1), Float32Array.of(-0, 1));
    expect(diff).toEqual({
      differing: 1,
      maxUlp: 0,
      maxUlpSameSign: 0,
      crossings: 1,
      maxAbsolute: 0,
      kl: 0,
    });
  });

  it('keeps a distance across zero apart from those among values of one sign', () => {
    const [a, b] = [Float32Array.of(1e-3, 1), Float32Array.of(-1e-3, f32FromBits(0x3f80_0005))];
    const { maxUlp, maxUlpSameSign, crossings } = logitDiff(a, b);
    expect(maxUlp).toBeGreaterThan(1.9e9);
    expect({ maxUlpSameSign, crossings }).toEqual({ maxUlpSameSign: 5, crossings: 1 });
  });

  it('answers infinity, not NaN, for values that are no numbers', () => {
    const diff = logitDiff(Float32Array.of(Number.NaN, 1), Float32Array.of(0, 1));
    expect(diff).toMatchObject({ differing: 1, maxUlp: Infinity, maxAbsolute: Infinity, kl: Infinity });
    expect(logitDiff(Float32Array.of(Number.NaN), Float32Array.of(Number.NaN)).differing).toBe(0);
  });

  it('compares views by their own values', () => {
    const a = Float32Array.of(7, 1, 2, 7).subarray(1, 3);
    expect(logitDiff(a, Float32Array.of(1, 2)).differing).toBe(0);
  });

  it('refuses vectors of different lengths', () => {
    expect(() => logitDiff(new Float32Array(3), new Float32Array(2))).toThrow(
      'cannot compare 3 logits with 2',
    );
  });
});

describe('klDivergence', () => {
  it('agrees with the textbook sum and is never negative', () => {
    fc.assert(
      fc.property(pair, ([a, b]) => {
        const kl = klDivergence(a, b);
        expect(kl).toBeGreaterThanOrEqual(0);
        expect(Math.abs(kl - textbookKl(a, b))).toBeLessThan(1e-12 * Math.max(1, kl));
      }),
    );
  });

  it('does not change when a constant is added to one side', () => {
    const a = Float32Array.of(1, 2, 3, 4);
    const b = Float32Array.of(2, 2, 3, 3);
    expect(
      klDivergence(
        a,
        b.map((x) => x + 8),
      ),
    ).toBeCloseTo(klDivergence(a, b), 14);
  });

  it('keeps the digits of a divergence of 1e-14, where the textbook sum has none', () => {
    // Two logits: p = 1/2, and q moved by d/2 gives KL = -log(1 - tanh(d/2)^2) / 2 = d^2/8 to first order.
    const d = 2 ** -22;
    const kl = klDivergence(Float32Array.of(1, 1), Float32Array.of(1 + d, 1));
    expect(kl / ((d * d) / 8)).toBeCloseTo(1, 6);
  });

  it('stays finite where one side rules a token out by underflow, infinite where by infinity', () => {
    expect(klDivergence(Float32Array.of(0, 2000), Float32Array.of(0, 0))).toBeCloseTo(Math.log(2), 12);
    expect(klDivergence(Float32Array.of(0, 0), Float32Array.of(0, 2000))).toBeCloseTo(1000 - Math.log(2), 9);
    expect(klDivergence(Float32Array.of(0, 0), Float32Array.of(0, -Infinity))).toBe(Infinity);
  });
});

describe('margin', () => {
  it('is the distance of the two highest', () => {
    fc.assert(
      fc.property(logits, (values) => {
        const f32 = Float32Array.from(values);
        const [first, second] = [...f32].sort((a, b) => b - a) as [number, number];
        expect(margin(f32)).toBe(first - second);
      }),
    );
  });

  it('is 0 for a tie and refuses a single logit', () => {
    expect(margin(Float32Array.of(3, 1, 3))).toBe(0);
    expect(() => margin(Float32Array.of(3))).toThrow('needs two logits, found 1');
  });
});
