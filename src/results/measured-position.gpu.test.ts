import { describe, expect, test } from 'vitest';
import { runOnce } from '../gpu/run-once.ts';
import { bothTunings } from '../gpu/testing/both-tunings.ts';
import { describeOnGpu } from '../gpu/testing/describe-on-gpu.ts';
import {
  compareLogitsCall,
  compareLogitsSource,
  contendersOf,
  FOUND_WORDS,
  readComparison,
  sumWords,
} from '../kernels/compare_logits.ts';
import { kernelCache } from '../kernels/testing/kernel-cache.ts';
import { f32Bits, f32FromBits } from '../numerics/bits.ts';
import { randomValues } from '../numerics/testing/arbitraries.ts';
import { measureLogits } from './measured-position.ts';

/** Logits of the size that a model's have. */
const logitsOf = (vocabulary: number, seed: number) => randomValues(vocabulary, seed).map((x) => 9 * x - 2);

/** The same logits, each so many units in the last place away at most. */
const moved = (logits: Float32Array<ArrayBuffer>, ulp: number, seed: number) => {
  const by = randomValues(logits.length, seed);
  return logits.map((x, i) => f32FromBits(f32Bits(x) + Math.round(ulp * by[i])));
};

/** Roundings of the device's f32 against f64: of each term a few units of 2^-24, and of sums over lanes of 32 and a tree of 7. */
const KL_ACCURACY = 3e-5;

await describeOnGpu('compare_logits', (device) => {
  describe.each(bothTunings(device))('%s', (_, gpu) => {
    const compile = kernelCache(gpu);

    /** Compares row 1 of a's two rows with row 0 of b's. */
    async function compare(a: Float32Array<ArrayBuffer>, b: Float32Array<ArrayBuffer>) {
      const vocabulary = a.length;
      const expected = measureLogits(a, b);
      const rows = { vocabulary, rowA: 1, rowB: 0, a: expected.a, b: expected.b };
      const rowsOfA = new Float32Array(2 * vocabulary).fill(Number.NaN);
      rowsOfA.set(a, vocabulary);
      const buffers = {
        a: rowsOfA,
        b,
        tokens: Uint32Array.from(contendersOf(rows)),
        found: new Uint32Array(FOUND_WORDS),
        sums: new Uint32Array(sumWords(vocabulary)),
      };
      const kernel = await compile(compareLogitsSource(gpu.tuning));
      const call = compareLogitsCall<(typeof buffers)['a' | 'found']>(buffers, rows);
      const [found, sums] = await runOnce(gpu, kernel, call);
      return { found: readComparison(found, sums, rows), expected };
    }

    test.each([
      ['a unit in the last place here and there', 8193, (a: Float32Array<ArrayBuffer>) => moved(a, 0.6, 2)],
      ['a few units everywhere', 49_152, (a: Float32Array<ArrayBuffer>) => moved(a, 5, 2)],
      [
        'as far as 16-bit activations move them',
        1023,
        (a: Float32Array<ArrayBuffer>) => moved(a, 100_000, 3),
      ],
      ['other logits altogether', 4097, (a: Float32Array<ArrayBuffer>) => logitsOf(a.length, 77)],
      ['all of them by one amount', 3000, (a: Float32Array<ArrayBuffer>) => a.map((x) => x + 0.5)],
      ['a real vocabulary', 151_936, (a: Float32Array<ArrayBuffer>) => moved(a, 3, 4)],
      ['two logits', 2, () => Float32Array.of(1, 2)],
    ])('%s: the figures of the host', async (_case, vocabulary, change) => {
      const a = logitsOf(vocabulary, 1);
      const { found, expected } = await compare(a, change(a));
      const { kl, maxAbsolute, ...counted } = expected;
      expect(found).toMatchObject(counted);
      expect(found.maxAbsolute).toBe(Math.fround(maxAbsolute));
      expect(Math.abs(found.kl - kl)).toBeLessThanOrEqual(KL_ACCURACY * kl + 1e-16);
    });

    test('equal rows: nothing differs, and ties are ranked by id', async () => {
      const a = logitsOf(2000, 5).map(Math.round);
      const { found, expected } = await compare(a, a.slice());
      expect(found).toEqual(expected);
      expect(found.kl).toBe(0);
    });

    test('signs: zeros of two signs are no ulp apart, small values across zero many', async () => {
      const a = Float32Array.of(0, 1e-3, -1, 3, 4, 5, 6, 7);
      const b = Float32Array.of(-0, -1e-3, -1, 3, 4, 5, 6, f32FromBits(f32Bits(7) + 1));
      const { found, expected } = await compare(a, b);
      expect(found).toMatchObject({ differing: 3, crossings: 2, maxUlpSameSign: 1, ulpBins: [1] });
      expect(found.maxUlp).toBe(expected.maxUlp);
    });

    test('logits so far apart that exponentials alone would overflow', async () => {
      const a = Float32Array.of(0, -200, -1);
      const b = Float32Array.of(-1, 150, 0);
      const { found, expected } = await compare(a, b);
      expect(Math.abs(found.kl - expected.kl)).toBeLessThan(KL_ACCURACY * expected.kl);
    });
  });
});
