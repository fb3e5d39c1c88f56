import { expect, test } from 'vitest';
import { compileKernel } from '../../gpu/kernel.ts';
import { type HostData, runOnce } from '../../gpu/run-once.ts';
import { describeOnGpu } from '../../gpu/testing/describe-on-gpu.ts';
import { type ChooseBuffers, chooseCall, chooseSource } from '../../kernels/choose.ts';
import { requestKey } from '../../numerics/gumbel.ts';
import { randomValues } from '../../numerics/testing/arbitraries.ts';
import { sampleLogits } from './cpu-sample.ts';

const ROWS = 200;
const VOCABULARY = 101;

await describeOnGpu('choose', (gpu) => {
  test.each([
    { temperature: 0, seed: 0 },
    { temperature: 1, seed: 1 },
    { temperature: 0.3, seed: 0xfffffff0 },
    { temperature: 5, seed: 77 },
  ])('temperature $temperature, seed $seed: the tokens that the CPU engine chooses', async (decoding) => {
    const logits = randomValues(ROWS * VOCABULARY, 8).map((x) => 4 * x);
    const draws = Array.from({ length: ROWS }, (_, i) => ({ request: `request ${i % 7}`, position: i }));
    const kernel = await compileKernel(gpu.device, chooseSource(gpu.tuning));
    const buffers: ChooseBuffers<HostData> = {
      logits,
      draws: Uint32Array.from(draws.flatMap(({ request, position }) => [requestKey(request), position])),
      chosen: new Uint32Array(2 * ROWS),
    };
    const call = chooseCall(buffers, { rows: ROWS, vocabulary: VOCABULARY, ...decoding });
    const [words] = await runOnce(gpu, kernel, call);
    const expected = draws.map(({ request, position }, row) => {
      const own = logits.subarray(row * VOCABULARY, (row + 1) * VOCABULARY);
      return sampleLogits(request, position, own, decoding).token;
    });
    expect(Array.from({ length: ROWS }, (_, row) => words[2 * row])).toEqual(expected);
  });
});
