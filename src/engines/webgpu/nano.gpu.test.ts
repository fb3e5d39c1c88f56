import { beforeAll, describe, expect, test } from 'vitest';
import { describeOnGpu } from '../../gpu/testing/describe-on-gpu.ts';
import { largestDifference, nanoCheckpoint, referenceCases } from '../../model/testing/nano.ts';
import { countDifferingBits } from '../../numerics/bits.ts';
import type { KernelSet } from '../../numerics/sets/sets.ts';
import { blocksFor } from '../../steps/kv-blocks.ts';
import type { StepSlice } from '../../steps/step-plan.ts';
import { armSpec, setsOf, stepOf, stepSample } from '../../steps/testing/arms.ts';
import { inCompany } from '../../steps/testing/company.ts';
import { generate, newRequest } from '../testing/generate.ts';
import type { DeviceModel } from './device-model.ts';
import { WebGpuEngine } from './webgpu-engine.ts';

const CASES = await referenceCases();
const LIMITS = { maxSequences: 10, maxTokensPerStep: 64, maxContext: 96, blocks: 60 };

await describeOnGpu('the nano model', (gpu) => {
  let model: DeviceModel;

  beforeAll(async () => {
    model = new WebGpuEngine(gpu).load(await nanoCheckpoint());
  });

  /** Prompts and continuations of some cases at once, in one batch. */
  async function complete(set: KernelSet, cases: typeof CASES) {
    const arm = await model.openArm(armSpec({ kernels: setsOf(set), limits: LIMITS }));
    const requests = cases.map(({ prompt, promptTokens }) => newRequest(prompt, promptTokens, 32));
    const { completions } = await generate(arm, requests, LIMITS);
    arm.destroy();
    return completions;
  }

  test.each([
    { set: 'invariant', cases: CASES },
    { set: 'variant', cases: CASES.slice(0, 2) },
    { set: 'pinned', cases: CASES.slice(2, 4) },
  ] as const)(
    '$set kernels, f32: the logits of PyTorch within 1e-4 and all of its 32 greedy tokens',
    async (on) => {
      const completions = await complete(on.set, on.cases);
      for (const { prompt, logits, tokens } of on.cases) {
        const found = completions.get(prompt)!;
        expect(largestDifference(found.logits[0], logits), prompt).toBeLessThan(1e-4);
        expect(found.tokens, prompt).toEqual(tokens);
      }
    },
  );

  describe('bf16, one request decoding alone and among others', () => {
    const { promptTokens } = CASES[7];
    const last = promptTokens.length - 1;
    const blocks = Array.from({ length: blocksFor(promptTokens.length) }, (_, block) => block);
    const slice = (start: number, end: number): StepSlice => ({
      request: 'probe',
      start,
      tokens: promptTokens.slice(start, end),
      blocks,
      sample: end > last ? ('last' as const) : ('none' as const),
    });

    async function decode(set: KernelSet, rows: readonly number[]): Promise<Float32Array[]> {
      const limits = { maxSequences: 40, maxTokensPerStep: 64, maxContext: 64, blocks: 160 };
      const arm = await model.openArm(armSpec({ kernels: setsOf(set), activations: 'bf16', limits }));
      await arm.step(stepOf(slice(0, last)));
      const logits: Float32Array[] = [];
      for (const M of rows) {
        const company = { rows: M, place: 0.5, contents: 1, vocabSize: 1024, firstBlock: 8 };
        logits.push(
          (
            await stepSample(
              arm,
              'probe',
              ...inCompany(slice(last, last + 1), { ...company, shapes: 'decode' }),
            )
          ).logits,
        );
      }
      arm.destroy();
      return logits;
    }

    test.each(['invariant', 'pinned'] as const)('%s: the same bits at M = 1, 2, 8 and 33', async (set) => {
      const [alone, ...among] = await decode(set, [1, 2, 8, 33]);
      expect(among.map((logits) => countDifferingBits(logits, alone))).toEqual([0, 0, 0]);
    });

    test('variant, the negative control: M = 1, 8 and 33 differ in bits', async () => {
      const [one, eight, many] = await decode('variant', [1, 8, 33]);
      expect(countDifferingBits(one, eight)).toBeGreaterThan(0);
      expect(countDifferingBits(eight, many)).toBeGreaterThan(0);
      expect(countDifferingBits(one, many)).toBeGreaterThan(0);
    });
  });
});
