import { expect, test } from 'vitest';
import { describeOnGpu } from '../../gpu/testing/describe-on-gpu.ts';
import { kernelCache } from '../../kernels/testing/kernel-cache.ts';
import { sampleRows } from '../../kernels/testing/sampled-rows.ts';
import { randomValues } from '../../numerics/testing/arbitraries.ts';
import { sampleLogits } from './cpu-sample.ts';

await describeOnGpu('sample', (gpu) => {
  const compile = kernelCache(gpu);

  test.each([
    { rows: 200, vocabulary: 101, decoding: { temperature: 0, seed: 0 } },
    { rows: 200, vocabulary: 101, decoding: { temperature: 1, seed: 1 } },
    { rows: 200, vocabulary: 101, decoding: { temperature: 0.3, seed: 0xfffffff0 } },
    { rows: 40, vocabulary: 1025, decoding: { temperature: 5, seed: 77 } },
    { rows: 4, vocabulary: 49_152, decoding: { temperature: 0.8, seed: 5 } },
    { rows: 2, vocabulary: 151_936, decoding: { temperature: 1.2, seed: 6 } },
  ])('$vocabulary logits, $decoding: the tokens that the CPU engine chooses', async (test) => {
    const { rows, vocabulary, decoding } = test;
    const logits = randomValues(rows * vocabulary, 8).map((x) => 4 * x);
    const draws = Array.from({ length: rows }, (_, i) => ({ request: `request ${i % 7}`, position: i }));
    const found = await sampleRows(gpu, compile, { vocabulary, parts: [logits], decoding, draws });
    const expected = draws.map(({ request, position }, row) =>
      sampleLogits(request, position, logits.subarray(row * vocabulary, (row + 1) * vocabulary), decoding),
    );
    expect(found.rows.map(({ token }) => token)).toEqual(expected.map(({ token }) => token));
    expect(found.rows.map(({ top, digest }) => ({ top, digest }))).toEqual(
      expected.map(({ top, digest }) => ({ top, digest })),
    );
  });
});
