import { beforeAll, describe, expect, test } from 'vitest';
import { describeOnGpu } from '../../gpu/testing/describe-on-gpu.ts';
import type { Checkpoint } from '../../model/checkpoint.ts';
import { syntheticCheckpoint } from '../../model/testing/synthetic.ts';
import { countDifferingBits } from '../../numerics/bits.ts';
import type { ArmRunner, Engine } from '../../steps/engine.ts';
import { wholeLogits } from '../../steps/step-output.ts';
import { armSpec, setsOf, stepOf, stepSample } from '../../steps/testing/arms.ts';
import { inCompany } from '../../steps/testing/company.ts';
import { CpuEngine } from '../cpu/cpu.ts';
import { openCpuEngine } from '../cpu/open-cpu.ts';
import { widened } from '../testing/widened.ts';
import { WebGpuEngine } from './webgpu-engine.ts';

/** No K is a multiple of 32, every sum has several chunks of 64, and the second begins within a block; the head is tied. */
const ODD = { hiddenSize: 100, heads: 5, kvHeads: 1, headDim: 20, intermediateSize: 150, vocabSize: 101 };
/** Whole blocks, which a file may hold; the head is untied. */
const WHOLE = { ...ODD, hiddenSize: 96, heads: 4, headDim: 24, intermediateSize: 160, tiedHead: false };

const FORMATS = [
  { weights: 'q8', stored: 'Q8_0' },
  { weights: 'q4', stored: 'Q4_0' },
] as const;

const PROMPT = Array.from({ length: 21 }, (_, i) => (i * 37 + 5) % 101);
const LIMITS = { maxSequences: 20, maxTokensPerStep: 64, maxContext: 64, blocks: 80 };

await describeOnGpu('weights in blocks', (gpu) => {
  let engine: WebGpuEngine;

  beforeAll(() => {
    engine = new WebGpuEngine(gpu);
  });

  /** Logits of the prompt's last token among so many rows. */
  async function among(arm: ArmRunner, rows: number) {
    const probe = { request: 'probe', blocks: [0, 1], sample: 'last' as const };
    const last = PROMPT.length - 1;
    const slice = { ...probe, start: last, tokens: PROMPT.slice(last) };
    const company = {
      rows,
      place: 0.5,
      shapes: 'decode',
      contents: rows,
      vocabSize: 101,
      firstBlock: 2,
    } as const;
    return (await stepSample(arm, 'probe', ...inCompany(slice, company))).logits;
  }

  describe.each(FORMATS)('$weights', ({ weights, stored }) => {
    const checkpoint = syntheticCheckpoint(ODD, { seed: 3, dtype: 'BF16' });

    async function over(set: 'invariant' | 'variant', rows: readonly number[]) {
      const arm = await engine
        .load(checkpoint)
        .openArm(armSpec({ weights, kernels: setsOf(set), limits: LIMITS }));
      const start = { request: 'probe', start: 0, blocks: [0, 1], sample: 'none' as const };
      await arm.step(stepOf({ ...start, tokens: PROMPT.slice(0, -1) }));
      const found: Float32Array[] = [];
      for (const m of rows) found.push(await among(arm, m));
      const [alone, ...others] = found;
      arm.destroy();
      return others.map((logits) => countDifferingBits(logits, alone));
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
      const arm = await on.load(of).openArm(armSpec({ weights: asked, limits: LIMITS }));
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
