import { describe, expect, test } from 'vitest';
import type { ModelConfig } from '../../../model/model-config.ts';
import { syntheticCheckpoint } from '../../../model/testing/synthetic.ts';
import { KERNEL_SETS } from '../../../numerics/sets/sets.ts';
import { armSpec, setsOf } from '../../../steps/testing/arms.ts';
import { bothOf, LIMITS, openers, steps } from './testing/both-engines.ts';

/** Experts of whole quads, and ones that end inside a quad, which are left to the readable engine. */
const MIXTURES: Readonly<Record<string, Partial<ModelConfig>>> = {
  'as OLMoE': { qkNorm: 'projection', experts: { count: 7, perToken: 3, normalised: false } },
  'as Qwen3-MoE': {
    ...{ qkNorm: true, headDim: 12, intermediateSize: 44 },
    experts: { count: 6, perToken: 2, normalised: true },
  },
  odd: { qkNorm: true, intermediateSize: 22, experts: { count: 4, perToken: 2, normalised: true } },
};

describe.each(Object.entries(MIXTURES))('a mixture %s, in WebAssembly and as it reads', (_, shape) => {
  const checkpoint = syntheticCheckpoint(shape, { seed: 4, dtype: 'F32' });
  const models = openers.map((open) => open().load(checkpoint));
  const plans = steps(checkpoint.config.vocabSize);

  test.each(KERNEL_SETS)('%s plans: the same samples and digests', async (set) => {
    const [fast, readable] = await bothOf(models, { kernels: setsOf(set), activations: 'bf16' }, plans);
    expect(fast).toEqual(readable);
  });

  test.each(['bf16', 'q8', 'q4'] as const)('%s weights: the same samples and digests', async (weights) => {
    const [fast, readable] = await bothOf(models, { weights }, plans);
    expect(fast).toEqual(readable);
  });

  test('with room for few: the same samples, choices and traces', async () => {
    const found = await Promise.all(
      models.map(async (model) => {
        const arm = await model.openArm(armSpec({ limits: LIMITS, experts: { capacity: 0.75 } }));
        await arm.step(plans[0]);
        const { routed, samples } = await arm.step(plans[1]);
        const trace = await arm.traceStep!(plans[2], 'probe');
        return { routed, samples: samples.map(({ digest }) => digest), trace };
      }),
    );
    expect(found[0].routed).toBeDefined();
    expect(found[0]).toEqual(found[1]);
  });
});
