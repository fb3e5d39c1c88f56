import { beforeAll, describe, expect, test } from 'vitest';
import { compileKernel, type Kernel } from '../gpu/kernel.ts';
import { type HostData, runOnce } from '../gpu/run-once.ts';
import { bothTunings } from '../gpu/testing/both-tunings.ts';
import { describeOnGpu } from '../gpu/testing/describe-on-gpu.ts';
import { bitsOf } from '../numerics/bits.ts';
import { randomValues } from '../numerics/testing/arbitraries.ts';
import { type ChooseBuffers, chooseCall, chooseSource } from './choose.ts';

const VOCABULARY = 300; // more than two logits for some threads, two for others

await describeOnGpu('choose', (device) => {
  describe.each(bothTunings(device))('%s', (_, gpu) => {
    let kernel: Kernel;

    beforeAll(async () => {
      kernel = await compileKernel(gpu.device, chooseSource(gpu.tuning));
    });

    /** Token and finiteness of each row of (rows, VOCABULARY) logits. */
    async function choose(logits: Float32Array<ArrayBuffer>, vocabulary = VOCABULARY) {
      const rows = logits.length / vocabulary;
      const table = () => new Uint32Array(2 * rows);
      const buffers: ChooseBuffers<HostData> = { logits, draws: table(), chosen: table() };
      const call = chooseCall(buffers, { rows, vocabulary, temperature: 0, seed: 0 });
      const [words] = await runOnce(gpu, kernel, call);
      return Array.from({ length: rows }, (_, row) => ({
        token: words[2 * row],
        finite: words[2 * row + 1] === 1,
      }));
    }

    const rowWith = (values: Readonly<Record<number, number>>): Float32Array<ArrayBuffer> => {
      const row = randomValues(VOCABULARY, 4);
      for (const [token, logit] of Object.entries(values)) row[Number(token)] = logit;
      return row;
    };

    test.each([
      ['the highest logit', { 171: 2 }, 171],
      ['the first token', { 0: 2 }, 0],
      ['the last token', { 299: 2 }, 299],
      ['a tie within one thread goes to the lower id', { 5: 2, 133: 2 }, 5],
      ['a tie between threads goes to the lower id', { 260: 2, 17: 2, 200: 2 }, 17],
      ['a tie where the lower id has the higher thread', { 127: 2, 128: 2 }, 127],
    ])('%s', async (_, logits, token) => {
      expect(await choose(rowWith(logits))).toEqual([{ token, finite: true }]);
    });

    test('all equal: token 0, also where every logit is the lowest f32', async () => {
      const lowest = -3.4028234663852886e38;
      expect(await choose(new Float32Array(VOCABULARY))).toEqual([{ token: 0, finite: true }]);
      expect(await choose(new Float32Array(VOCABULARY).fill(lowest))).toEqual([{ token: 0, finite: true }]);
    });

    test('fewer logits than threads', async () => {
      expect(await choose(Float32Array.of(1, 3, 2), 3)).toEqual([{ token: 1, finite: true }]);
      expect(await choose(Float32Array.of(-7), 1)).toEqual([{ token: 0, finite: true }]);
    });

    test.each([
      ['NaN', Number.NaN],
      ['infinity', Number.POSITIVE_INFINITY],
      ['negative infinity', Number.NEGATIVE_INFINITY],
    ])('%s anywhere marks its row, and only that', async (_, value) => {
      for (const token of [0, 130, 299]) {
        const rows = [rowWith({}), rowWith({ [token]: value }), rowWith({})];
        const found = await choose(Float32Array.from(rows.flatMap((row) => [...row])));
        expect(found.map((row) => row.finite)).toEqual([true, false, true]);
      }
    });

    test('a signalling NaN of either sign is marked too', async () => {
      for (const bits of [0x7f800001, 0xff800001, 0xffc00000]) {
        const row = rowWith({});
        bitsOf(row)[42] = bits;
        expect((await choose(row))[0].finite).toBe(false);
      }
    });

    test('the largest finite values are not marked', async () => {
      const [row] = await choose(rowWith({ 9: 3.4028234663852886e38, 10: -3.4028234663852886e38 }));
      expect(row).toEqual({ token: 9, finite: true });
    });
  });
});
