import { beforeAll, expect, test } from 'vitest';
import { describeOnGpu } from '../../gpu/testing/describe-on-gpu.ts';
import { syntheticCheckpoint } from '../../model/testing/synthetic.ts';
import { countDifferingBits } from '../../numerics/bits.ts';
import { randomValues } from '../../numerics/testing/arbitraries.ts';
import { armSpec } from '../../steps/testing/arms.ts';
import { type Generation, generate, newRequest } from '../testing/generate.ts';
import type { DeviceModel } from './device-model.ts';
import { WebGpuEngine } from './webgpu-engine.ts';

const CHECKPOINT = syntheticCheckpoint(
  {
    hiddenSize: 100,
    heads: 5,
    kvHeads: 1,
    headDim: 20,
    intermediateSize: 150,
    vocabSize: 101,
    tiedHead: false,
  },
  { seed: 4, dtype: 'F32' },
);

const REQUESTS = [30, 17, 9].map((length, i) => {
  const prompt = Array.from(randomValues(length, i), (x) => Math.floor(((x + 1) / 2) * 101) % 101);
  return newRequest(`r${i}`, prompt, 20);
});
const AMPLE = { maxSequences: 3, maxTokensPerStep: 32, blocks: 12 };
/** Five blocks for requests that come to need four, three and two. */
const SCARCE = { ...AMPLE, blocks: 5 };

await describeOnGpu('preemption by recompute', (gpu) => {
  let model: DeviceModel;

  beforeAll(() => {
    model = new WebGpuEngine(gpu).load(CHECKPOINT);
  });

  async function run(limits: typeof AMPLE): Promise<Generation> {
    const spec = armSpec({ activations: 'bf16', limits: { ...limits, maxContext: 80 } });
    const arm = await model.openArm(spec);
    const generation = await generate(arm, REQUESTS, limits);
    arm.destroy();
    return generation;
  }

  test('requests that lost their blocks go on with the same bits', async () => {
    const ample = await run(AMPLE);
    const scarce = await run(SCARCE);
    expect([ample.preemptions, scarce.preemptions > 0]).toEqual([0, true]);
    for (const { id } of REQUESTS) {
      const [a, b] = [ample.completions.get(id)!, scarce.completions.get(id)!];
      expect(b.tokens, id).toEqual(a.tokens);
      expect(b.tokens, id).toHaveLength(20);
      expect(b.logits.map((logits, i) => countDifferingBits(logits, a.logits[i]))).toEqual(
        new Array(20).fill(0),
      );
    }
  });
});
