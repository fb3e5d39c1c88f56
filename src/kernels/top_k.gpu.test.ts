import { beforeAll, describe, expect, test } from 'vitest';
import { compileKernel, type Kernel } from '../gpu/kernel.ts';
import { type HostData, runOnce } from '../gpu/run-once.ts';
import { bothTunings } from '../gpu/testing/both-tunings.ts';
import { describeOnGpu } from '../gpu/testing/describe-on-gpu.ts';
import { randomValues } from '../numerics/testing/arbitraries.ts';
import { asFloats } from './testing/layout.ts';
import { TOP, type TopKBuffers, topKCall, topKSource } from './top_k.ts';

await describeOnGpu('top_k', (device) => {
  describe.each(bothTunings(device))('%s', (_, gpu) => {
    let kernel: Kernel;

    beforeAll(async () => {
      kernel = await compileKernel(gpu.device, topKSource(gpu.tuning));
    });

    async function topK(logits: Float32Array<ArrayBuffer>, vocabulary: number) {
      const rows = logits.length / vocabulary;
      const stride = 2 * (TOP + 1);
      const buffers: TopKBuffers<HostData> = { logits, top: new Uint32Array(rows * stride) };
      const [words] = await runOnce(gpu, kernel, topKCall(buffers, { rows, vocabulary }));
      const floats = asFloats(words);
      return Array.from({ length: rows }, (_, row) => ({
        tokens: Array.from({ length: TOP }, (_, rank) => words[row * stride + 2 * rank]),
        logits: Array.from({ length: TOP }, (_, rank) => floats[row * stride + 2 * rank + 1]),
        logSumExp: floats[row * stride + 2 * TOP + 1],
      }));
    }

    const descending = (logits: Float32Array) =>
      [...logits.keys()].sort((a, b) => logits[b] - logits[a] || a - b).slice(0, TOP);

    test.each([8, 101, 128, 1024])(
      '%i logits: the highest eight, descending, with their values',
      async (vocabulary) => {
        const logits = randomValues(4 * vocabulary, vocabulary).map((x) => 10 * x);
        const found = await topK(logits, vocabulary);
        found.forEach((row, i) => {
          const own = logits.subarray(i * vocabulary, (i + 1) * vocabulary);
          expect(row.tokens).toEqual(descending(own));
          expect(row.logits).toEqual(row.tokens.map((token) => own[token]));
        });
      },
    );

    test('ties come in the order of ids, within and between threads', async () => {
      const logits = randomValues(300, 2).map((x) => Math.round(2 * x));
      const [row] = await topK(logits, 300);
      expect(row.tokens).toEqual(descending(logits));
      expect(new Set(row.logits).size).toBe(1);
    });

    test('fewer logits than ranks: the first ranks are right', async () => {
      const [row] = await topK(Float32Array.of(-1, 4, 4), 3);
      expect(row.tokens.slice(0, 3)).toEqual([1, 2, 0]);
    });

    test.each([0, 60, -80])('log-sum-exp of logits around %i is within 1e-5 of f64', async (centre) => {
      const logits = randomValues(1024, 5).map((x) => Math.fround(centre + 8 * x));
      const [row] = await topK(logits, 1024);
      const exact = Math.log(logits.reduce((sum, x) => sum + Math.exp(x - centre), 0)) + centre;
      expect(Math.abs(row.logSumExp - exact)).toBeLessThan(1e-5 * Math.max(1, Math.abs(exact)));
    });
  });
});
