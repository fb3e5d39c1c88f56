import { beforeAll, describe, expect, test } from 'vitest';
import { describeOnGpu } from '../../gpu/testing/describe-on-gpu.ts';
import type { Checkpoint } from '../../model/checkpoint.ts';
import { ODD_SHAPE, syntheticCheckpoint } from '../../model/testing/synthetic.ts';
import { countDifferingBits } from '../../numerics/bits.ts';
import type { Engine } from '../../steps/engine.ts';
import { wholeLogits } from '../../steps/step-output.ts';
import { armSpec, setsOf, stepOf } from '../../steps/testing/arms.ts';
import { CpuEngine } from '../cpu/cpu.ts';
import { openCpuEngine } from '../cpu/open-cpu.ts';
import { COMPANY_LIMITS, differingByCompany, PROMPT } from '../testing/last-token.ts';
import { widened } from '../testing/widened.ts';
import { WebGpuEngine } from './webgpu-engine.ts';

/** Whole blocks, which a file may hold; the head is untied. */
const WHOLE = { ...ODD_SHAPE, hiddenSize: 96, heads: 4, headDim: 24, intermediateSize: 160, tiedHead: false };

const FORMATS = [
  { weights: 'q8', stored: 'Q8_0' },
  { weights: 'q4', stored: 'Q4_0' },
] as const;

await describeOnGpu('weights in blocks', (gpu) => {
  let engine: WebGpuEngine;

  beforeAll(() => {
    engine = new WebGpuEngine(gpu);
  });

  describe.each(FORMATS)('$weights', ({ weights, stored }) => {
    const checkpoint = syntheticCheckpoint(ODD_SHAPE, { seed: 3, dtype: 'BF16' });

    async function over(set: 'invariant' | 'variant', rows: readonly number[]) {
      const arm = await engine
        .load(checkpoint)
        .openArm(armSpec({ weights, kernels: setsOf(set), limits: COMPANY_LIMITS }));
      return await differingByCompany(
        arm,
        rows.map((m) => ({ rows: m, contents: m })),
      );
    }

    test('invariant plans: the whole model has the bits of M = 1 at every M to 17', async () => {
      const all = Array.from({ length: 17 }, (_, i) => i + 1);
      expect(await over('invariant', all)).toEqual(Array<number>(16).fill(0));
    });

    test('negative control: variant plans have not', async () => {
      const [two, nine] = await over('variant', [1, 2, 9]);
      expect(two).toBeGreaterThan(0);
      expect(nine).toBeGreaterThan(0);
    });

    /** Logits of a prompt by an engine's kernels. */
    async function logitsOf(
      on: Pick<Engine, 'load'>,
      of: Checkpoint,
      asked: 'stored' | 'f32' | typeof weights,
    ) {
      const arm = await on.load(of).openArm(armSpec({ weights: asked, limits: COMPANY_LIMITS }));
      const slice = { request: 'a', start: 0, tokens: PROMPT, blocks: [0, 1], sample: 'last' as const };
      const { samples } = await arm.step(stepOf(slice));
      arm.destroy();
      return wholeLogits(samples[0]);
    }

    test('they have the bits of their values held as f32', async () => {
      const blocks = await logitsOf(engine, checkpoint, weights);
      expect(blocks).toEqual(await logitsOf(engine, widened(checkpoint, weights), 'f32'));
      expect(countDifferingBits(blocks, await logitsOf(engine, checkpoint, 'stored'))).toBeGreaterThan(100);
    });

    test('a file that stores them is held as it is, on each engine, with the bits of a file that is quantised on load', async () => {
      const f32 = syntheticCheckpoint(WHOLE, { seed: 3, dtype: 'F32' });
      const file = syntheticCheckpoint(WHOLE, { seed: 3, dtype: stored });
      for (const on of [engine, openCpuEngine(), new CpuEngine()]) {
        expect(await logitsOf(on, file, 'stored')).toEqual(await logitsOf(on, f32, weights));
      }
    });
  });
});
