import { describe, expect, test } from 'vitest';
import { bothTunings } from '../gpu/testing/both-tunings.ts';
import { describeOnGpu } from '../gpu/testing/describe-on-gpu.ts';
import { bitsOf } from '../numerics/bits.ts';
import { digestOf } from '../numerics/digest.ts';
import { multiplyThenAdd } from '../numerics/fma.ts';
import { gumbel, requestKey } from '../numerics/gumbel.ts';
import { argmax, highestOf } from '../numerics/highest.ts';
import { randomValues } from '../numerics/testing/arbitraries.ts';
import { TOP } from '../steps/step-output.ts';
import { kernelCache } from './testing/kernel-cache.ts';
import { differingAt } from './testing/layout.ts';
import { sampleRows, UNTOUCHED } from './testing/sampled-rows.ts';

/** One token, less than a slice, a slice but one, eight slices and one token; and vocabularies of real models. */
const AWKWARD = [1, 3, 127, 1023, 8193];
const REAL = [49_152, 151_936];
const LOWEST = -3.4028234663852886e38;

/** Values of which many are equal, so that ranks are decided by ids; `from` of order 1, for large vocabularies made only once. */
const tied = (length: number, seed: number) => randomValues(length, seed).map((x) => Math.round(12 * x) / 4);

await describeOnGpu('sample', (device) => {
  describe.each(bothTunings(device))('%s', (_, gpu) => {
    const compile = kernelCache(gpu);

    /** One row of logits, in one part. */
    async function sampleOne(logits: Float32Array) {
      const { rows } = await sampleRows(gpu, compile, { vocabulary: logits.length, parts: [logits] });
      return rows[0];
    }

    const rowWith = (vocabulary: number, values: Readonly<Record<number, number>>) => {
      const row = randomValues(vocabulary, 4);
      for (const [token, logit] of Object.entries(values)) row[Number(token)] = logit;
      return row;
    };

    test.each([...AWKWARD, ...REAL])(
      "%i logits with ties: choice, ranking and digest are the host's",
      async (vocabulary) => {
        const logits = tied(2 * vocabulary, vocabulary);
        const { rows } = await sampleRows(gpu, compile, { vocabulary, parts: [logits] });
        rows.forEach((found, row) => {
          const own = logits.slice(row * vocabulary, (row + 1) * vocabulary);
          const order = [...own.keys()].sort((a, b) => own[b] - own[a] || a - b).slice(0, TOP);
          expect(found.top).toEqual(order.map((token) => ({ token, logit: own[token] })));
          expect(found.token).toBe(order[0]);
          expect(found.digest).toEqual(digestOf(own));
          expect(found.finite).toBe(true);
        });
      },
    );

    test.each([
      ['across the border of two slices', { 1023: 9, 1024: 9 }, 1023],
      ['between the first and the last slice', { 8192: 9, 3: 9 }, 3],
      ['within a lane', { 5: 9, 133: 9 }, 5],
      ['where the lower id has the higher lane', { 127: 9, 128: 9 }, 127],
      ['of 0 and -0', { 2000: 0, 40: -0 }, 40],
    ])('a tie %s goes to the lower id', async (name, values, token) => {
      const row = rowWith(8193, values);
      if (name === 'of 0 and -0') for (const id of row.keys()) if (!(id in values)) row[id] = -1;
      const found = await sampleOne(row);
      expect(found.token).toBe(token);
      // The bits are the logits', zeros included.
      expect(found.top.map(({ logit }) => logit)).toEqual(found.top.map((entry) => row[entry.token]));
    });

    test('a slice that holds all of the highest leaves none of them out', async () => {
      const values = Object.fromEntries(
        Array.from({ length: 12 }, (_, i) => [1024 + 128 * (i % 8) + i, 5 + i]),
      );
      const row = rowWith(8193, values);
      const expected = [...row.keys()].sort((a, b) => row[b] - row[a]).slice(0, TOP);
      expect((await sampleOne(row)).top.map(({ token }) => token)).toEqual(expected);
    });

    test('every logit the lowest f32: token 0, and ranks by id', async () => {
      const found = await sampleOne(new Float32Array(1500).fill(LOWEST));
      expect(found).toMatchObject({ token: 0, finite: true });
      expect(found.top.map(({ token }) => token)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    });

    test('what is not a number marks its row and no other, in any slice', async () => {
      const [nan, ...others] = [0x7f800001, 0xff800001, 0xffc00000, 0x7f800000, 0xff800000];
      const vocabulary = 3000;
      for (const [bits, token] of [...others.map((each) => [each, 1024]), [nan, 0], [nan, 2999]]) {
        const logits = randomValues(3 * vocabulary, 4);
        bitsOf(logits)[vocabulary + token] = bits;
        const { rows } = await sampleRows(gpu, compile, { vocabulary, parts: [logits] });
        expect(
          rows.map(({ finite }) => finite),
          `${bits.toString(16)} at ${token}`,
        ).toEqual([true, false, true]);
        expect(rows[1].digest).toEqual(digestOf(logits.subarray(vocabulary, 2 * vocabulary)));
      }
    });

    test('the largest finite values are not marked', async () => {
      expect(await sampleOne(rowWith(2000, { 9: -LOWEST, 1800: LOWEST }))).toMatchObject({
        token: 9,
        finite: true,
      });
    });

    test('partial sums are added in index order, and kept where the draw says', async () => {
      const vocabulary = 2050;
      const parts = [1, 2, 3].map((seed) => randomValues(3 * vocabulary, seed).map((x) => x * 10 ** seed));
      const { rows, kept } = await sampleRows(gpu, compile, { vocabulary, parts, kept: [2, null, 0] });
      const sums = parts[0].map((x, i) => Math.fround(Math.fround(x + parts[1][i]) + parts[2][i]));
      const [first, second, third] = [0, 1, 2].map((row) =>
        sums.slice(row * vocabulary, (row + 1) * vocabulary),
      );
      expect(rows.map(({ digest }) => digest)).toEqual([first, second, third].map(digestOf));
      expect(differingAt(kept.subarray(2 * vocabulary), first)).toEqual([]);
      expect(differingAt(kept.subarray(0, vocabulary), third)).toEqual([]);
      expect(new Set(kept.subarray(vocabulary, 2 * vocabulary))).toEqual(new Set([UNTOUCHED]));
    });

    test.each([96, 2050])(
      'rows of %i logits draw each by its own temperature and seed, and tell what they drew',
      async (vocabulary) => {
        const decodings = [
          { temperature: 0, seed: 1 },
          { temperature: 0.7, seed: 1 },
          { temperature: 0.7, seed: 2 },
          { temperature: 5, seed: 2 ** 32 - 1 },
          { temperature: 0, seed: 9 },
        ];
        const logits = tied(decodings.length * vocabulary, vocabulary);
        const draws = decodings.map((_, row) => ({ request: `r${row}`, position: 7 }));
        const { rows } = await sampleRows(gpu, compile, { vocabulary, parts: [logits], decodings, draws });
        rows.forEach(({ token, logit, top }, row) => {
          const own = logits.slice(row * vocabulary, (row + 1) * vocabulary);
          const { temperature, seed } = decodings[row];
          const noisy = own.map((each, id) =>
            multiplyThenAdd(each, Math.fround(1 / temperature), gumbel(seed, requestKey(`r${row}`), 7, id)),
          );
          const chosen = argmax(temperature === 0 ? own : noisy);
          expect([token, logit]).toEqual([chosen, own[chosen]]);
          expect(top).toEqual(highestOf(own, TOP).map((id) => ({ token: id, logit: own[id] })));
        });
        const alone = await sampleRows(gpu, compile, {
          ...{ vocabulary, parts: [logits.slice(3 * vocabulary, 4 * vocabulary)] },
          ...{ decodings: [decodings[3]], draws: [draws[3]] },
        });
        expect(alone.rows[0]).toEqual(rows[3]);
      },
    );

    // Lanes, tree and slices add fewer than 2^8 roundings of 2^-24 each; the logarithm may be off by 3 ulp of its value.
    test.each([
      [1024, 0],
      [8193, 60],
      [151_936, -80],
    ])('log-sum-exp of %i logits around %i is within 1e-5 of f64', async (vocabulary, centre) => {
      const logits = randomValues(vocabulary, 5).map((x) => Math.fround(centre + 8 * x));
      const { logSumExp } = await sampleOne(logits);
      const exact = Math.log(logits.reduce((sum, x) => sum + Math.exp(x - centre), 0)) + centre;
      expect(Math.abs(logSumExp - exact)).toBeLessThan(1e-5 * Math.max(1, Math.abs(exact)));
    });
  });
});
