import { beforeAll, test } from 'vitest';
import { probeMultiplyAdd } from '../../gpu/probe.ts';
import { describeOnGpu } from '../../gpu/testing/describe-on-gpu.ts';
import { randomModel } from '../../model/random-model.ts';
import { syntheticCheckpoint } from '../../model/testing/synthetic.ts';
import type { MultiplyAddRule } from '../../numerics/fma.ts';
import { expectReplayed } from './testing/probe-steps.ts';
import { WebGpuEngine } from './webgpu-engine.ts';

/** Heads that are padded, in groups, and turned by a kernel of their own; K of the products in two chunks. */
const ODD = {
  hiddenSize: 84,
  heads: 6,
  kvHeads: 3,
  headDim: 14,
  intermediateSize: 100,
  vocabSize: 101,
  layers: 2,
};

await describeOnGpu('a small model, as `npm run test:shapes` looks through those of real sizes', (gpu) => {
  let rule: MultiplyAddRule;
  beforeAll(async () => {
    rule = await probeMultiplyAdd(gpu);
  });

  test('nano in one layer, bf16', async () => {
    const { checkpoint } = randomModel('random:nano:1');
    const model = new WebGpuEngine(gpu).load(checkpoint);
    await expectReplayed(model, { gpu, rule, checkpoint }, { set: 'invariant', activations: 'bf16' });
  });

  const BOTH = { qkvBias: true, qkNorm: true } as const;
  test.each([
    { of: 'biases', shape: { qkvBias: true, headDim: 16 }, set: 'invariant', activations: 'bf16' },
    { of: 'biases and norms, apart', shape: BOTH, set: 'invariant', activations: 'f32' },
    { of: 'biases and norms', shape: { ...BOTH, headDim: 24 }, set: 'variant', activations: 'bf16' },
  ] as const)('$of of queries and keys, $set, $activations', async ({ shape, set, activations }) => {
    const checkpoint = syntheticCheckpoint({ ...ODD, ...shape }, { seed: 8, dtype: 'BF16' });
    const model = new WebGpuEngine(gpu).load(checkpoint);
    await expectReplayed(model, { gpu, rule, checkpoint }, { set, activations });
  });
});
