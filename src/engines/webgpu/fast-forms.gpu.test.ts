import { beforeAll, describe, expect, test } from 'vitest';
import { bothTunings } from '../../gpu/testing/both-tunings.ts';
import { describeOnGpu } from '../../gpu/testing/describe-on-gpu.ts';
import { fastForms } from '../../kernels/fast/forms.ts';
import { largestDifference, nanoCheckpoint, referenceCases } from '../../model/testing/nano.ts';
import { armSpec, setsOf } from '../../steps/testing/arms.ts';
import { generate, newRequest } from '../testing/generate.ts';
import type { DeviceModel } from './device-model.ts';
import { WebGpuEngine } from './webgpu-engine.ts';

const CASES = await referenceCases();
/** Of the 32: enough to decode. */
const TOKENS = 4;
/** The last goes on alone: 1, 10 and 64 rows in a step, so that each kind of product's kernel runs in its place. */
const tokensOf = (index: number) => (index === CASES.length - 1 ? TOKENS + 2 : TOKENS);
const LIMITS = { maxSequences: 10, maxTokensPerStep: 64, maxContext: 96, blocks: 60 };

await describeOnGpu('the nano model by the fast forms', (device) => {
  describe.each(bothTunings(device))('%s', (_, gpu) => {
    let model: DeviceModel;

    beforeAll(async () => {
      model = new WebGpuEngine(gpu).load(await nanoCheckpoint());
    });

    test('f32: the logits of PyTorch within 1e-4 and its first greedy tokens', async () => {
      const spec = armSpec({ kernels: setsOf('variant'), parallelism: 264, limits: LIMITS });
      const arm = await model.openArm(spec, fastForms(gpu));
      const requests = CASES.map(({ prompt, promptTokens }, i) =>
        newRequest(prompt, promptTokens, tokensOf(i)),
      );
      const { completions } = await generate(arm, requests, LIMITS);
      arm.destroy();
      for (const [i, { prompt, logits, tokens }] of CASES.entries()) {
        const found = completions.get(prompt)!;
        expect(largestDifference(found.logits[0], logits), prompt).toBeLessThan(1e-4);
        expect(found.tokens, prompt).toEqual(tokens.slice(0, tokensOf(i)));
      }
    });
  });
});
