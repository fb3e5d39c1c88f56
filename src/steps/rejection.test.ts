import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { randomValues } from '../numerics/testing/arbitraries.ts';
import { accepts, drawn, probabilities, rejection, remainder } from './rejection.ts';
import type { Sample } from './step-output.ts';
import type { StepSlice } from './step-plan.ts';

const VOCABULARY = 12;
const TEMPERATURE = 0.7;

const logitsOf = (seed: number) => Float32Array.from(randomValues(VOCABULARY, seed), (x) => 2 * x);

const sampleOf = (index: number, logits: Float32Array, token = 0): Sample => ({
  ...{ request: 'r', index, token, logit: logits[token], logits, finite: true, logSumExp: 0, top: [] },
  digest: new Uint32Array(4),
});

const sliceOf = (drafted: readonly number[]): StepSlice => ({
  ...{ request: 'r', start: 9, tokens: [3, ...drafted], blocks: [0, 1], sample: 'all' },
  drafted: drafted.length,
});

/** Probability of so large a chi-square by chance, by Wilson and Hilferty. */
function chance(chiSquare: number, freedom: number): number {
  const spread = 2 / (9 * freedom);
  const z = (Math.cbrt(chiSquare / freedom) - (1 - spread)) / Math.sqrt(spread);
  // A normal tail, by its continued fraction's first terms, is enough to tell 0.001 from 0.5.
  const tail = (x: number) =>
    Math.exp((-x * x) / 2) / (x + Math.sqrt(x * x + 8 / Math.PI)) / Math.sqrt(Math.PI / 2);
  return z > 0 ? tail(z) : 1 - tail(-z);
}

const chiSquareOf = (counts: readonly number[], p: Float64Array, draws: number) =>
  counts.reduce((sum, count, id) => sum + (count - draws * p[id]) ** 2 / (draws * p[id]), 0);

const DRAWS = 100_000;

/** How often each token came first, of so many seeds, with drafts that `propose` makes. */
function firstTokens(p: Float32Array, q: Float64Array | null, propose: (draw: number) => number): number[] {
  const counts = new Array<number>(VOCABULARY).fill(0);
  for (let seed = 0; seed < DRAWS; seed++) {
    const rule = rejection({ temperature: TEMPERATURE, seed }, () => [q]);
    const [first] = rule(sliceOf([propose(seed)]), [sampleOf(9, p), sampleOf(10, p)]);
    counts[first.token]++;
  }
  return counts;
}

describe('rejection sampling', () => {
  const p = logitsOf(1);
  const exact = probabilities(p, TEMPERATURE);
  const q = probabilities(logitsOf(2), TEMPERATURE);
  // Another hash than the one that accepts, so that the drafts know nothing of it.
  const fromQ = (seed: number) => drawn(q, ((seed * 2_654_435_761) % 2 ** 32) / 2 ** 32);

  test('gives the distribution of plain sampling, whatever was drafted', () => {
    for (const [from, propose] of [
      [q, fromQ],
      [null, () => 5],
      [null, () => 0],
    ] as const) {
      const found = chiSquareOf(firstTokens(p, from, propose), exact, DRAWS);
      expect(chance(found, VOCABULARY - 1)).toBeGreaterThan(1e-3);
    }
  });

  test('and the test would see drafts that are accepted as they come, or a remainder that is not subtracted', () => {
    const asTheyCome = new Array<number>(VOCABULARY).fill(0);
    const fromP = new Array<number>(VOCABULARY).fill(0);
    for (let seed = 0; seed < DRAWS; seed++) {
      const token = fromQ(seed);
      asTheyCome[token]++;
      const u = ((seed * 40_503 + 7) % 65_537) / 65_537;
      fromP[accepts(exact[token], q[token], u) ? token : drawn(exact, (u * 7919) % 1)]++;
    }
    for (const counts of [asTheyCome, fromP])
      expect(chance(chiSquareOf(counts, exact, DRAWS), VOCABULARY - 1)).toBeLessThan(1e-6);
  });

  test('accepts all that the target draws alike, and nothing that it never draws', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(VOCABULARY - 1), fc.nat(), (seed, token, logits) => {
        const same = logitsOf(logits);
        const from = probabilities(same, TEMPERATURE);
        const two = [sampleOf(9, same), sampleOf(10, same, 4)];
        const kept = rejection({ temperature: TEMPERATURE, seed }, () => [from])(sliceOf([token]), two);
        expect(kept.map((sample) => sample.token)).toEqual([token, 4]);
        const never = same.slice();
        never[token] = -1e30;
        const other = rejection({ temperature: TEMPERATURE, seed }, () => [null])(sliceOf([token]), [
          sampleOf(9, never),
        ]);
        expect(other).toHaveLength(1);
        expect(other[0].token).not.toBe(token);
      }),
    );
  });

  test('portable: as plain sampling too, and nothing of it follows the JavaScript engine', () => {
    const ofEngine = vi.spyOn(Math, 'exp').mockReturnValue(Number.NaN);
    try {
      const ours = probabilities(p, TEMPERATURE, 'portable');
      for (const [id, each] of ours.entries()) expect(each / exact[id]).toBeCloseTo(1, 6);
      const rule = (seed: number) =>
        rejection(
          { temperature: TEMPERATURE, seed },
          () => [null],
          'portable',
        )(sliceOf([5]), [sampleOf(9, p), sampleOf(10, p)])[0].token;
      const counts = new Array<number>(VOCABULARY).fill(0);
      for (let seed = 0; seed < 10_000; seed++) counts[rule(seed)]++;
      expect(ofEngine).not.toHaveBeenCalled();
      ofEngine.mockRestore();
      expect(chance(chiSquareOf(counts, ours, 10_000), VOCABULARY - 1)).toBeGreaterThan(1e-3);
    } finally {
      ofEngine.mockRestore();
    }
  });

  test('a token that was turned down is never drawn again, and accepted and remaining mass are p', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(), (a, b) => {
        const [target, draft] = [a, b].map((seed) => probabilities(logitsOf(seed), 1));
        const over = target.map((each, id) => Math.max(0, draft[id] - each));
        const rejected = over.reduce((sum, each) => sum + each, 0);
        const rest = remainder(target, draft, 0);
        const mass = rest.reduce((sum, each) => sum + each, 0);
        expect(mass).toBeCloseTo(rejected, 12);
        target.forEach((each, id) => {
          expect(Math.min(each, draft[id]) + rest[id]).toBeCloseTo(each, 12);
          if (over[id] > 0) expect(rest[id]).toBe(0);
        });
      }),
    );
  });
});
