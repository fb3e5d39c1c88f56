import { describe, expect, test } from 'vitest';
import type { ModelConfig } from '../../../model/model-config.ts';
import { ODD_SHAPE, syntheticCheckpoint } from '../../../model/testing/synthetic.ts';
import { digestOf } from '../../../numerics/digest.ts';
import { ACTIVATION_DTYPES, QUANTIZE_MODES, WEIGHT_DTYPES } from '../../../numerics/dtypes.ts';
import { KERNEL_SETS } from '../../../numerics/sets/sets.ts';
import { armSpec, setsOf, stepSample } from '../../../steps/testing/arms.ts';
import { openCpuEngine } from '../open-cpu.ts';
import { bothOf, LIMITS, LONG, openers, samplesOf, steps } from './testing/both-engines.ts';

/** Shapes that end vectors, blocks of columns and heads where the kernels' loops do not. */
const SHAPES: Record<string, Partial<ModelConfig>> = {
  plain: {},
  odd: {
    ...ODD_SHAPE,
    tiedHead: false,
  },
  awkward: { hiddenSize: 90, heads: 6, kvHeads: 3, headDim: 10, intermediateSize: 75, vocabSize: 103 },
  biased: { hiddenSize: 36, heads: 6, kvHeads: 3, headDim: 6, intermediateSize: 50, qkvBias: true },
  normed: { hiddenSize: 48, heads: 4, kvHeads: 2, headDim: 12, intermediateSize: 50, qkNorm: true },
  wide: { hiddenSize: 72, heads: 2, kvHeads: 2, headDim: 44, intermediateSize: 1030, vocabSize: 67 },
};

describe.each(Object.entries(SHAPES))('%s shape, in WebAssembly and as it reads', (name, shape) => {
  const checkpoint = syntheticCheckpoint(shape, { seed: 4, dtype: 'F32' });
  const plans = steps(checkpoint.config.vocabSize);
  const models = openers.map((open) => open().load(checkpoint));
  const turn = Object.keys(SHAPES).indexOf(name);

  test.each(KERNEL_SETS.map((set, i) => [set, ACTIVATION_DTYPES[(i + turn) % 3]] as const))(
    '%s plans, %s activations: the same samples and digests',
    async (set, activations) => {
      const [fast, readable] = await bothOf(models, { kernels: setsOf(set), activations }, plans);
      expect(fast).toEqual(readable);
    },
  );

  test.each(WEIGHT_DTYPES)('%s weights: the same samples and digests', async (weights) => {
    const [fast, readable] = await bothOf(models, { weights }, plans);
    expect(fast).toEqual(readable);
  });
});

/** Chunks cut blocks where K is 90 or 150, whole ones where it is 1,030. */
describe.each(['plain', 'odd', 'awkward', 'wide'])('%s shape, activations quantised', (shape) => {
  const models = openers.map((open) =>
    open().load(syntheticCheckpoint(SHAPES[shape], { seed: 4, dtype: 'F32' })),
  );
  const plans = steps(SHAPES[shape].vocabSize ?? 96);
  const modes = QUANTIZE_MODES.flatMap((mode) =>
    (['q8', 'q4'] as const).map((weights) => [mode, weights] as const),
  );

  test.each(modes)('%s by %s: the same samples and digests in every set', async (quantize, weights) => {
    for (const set of KERNEL_SETS) {
      const [fast, readable] = await bothOf(models, { kernels: setsOf(set), quantize, weights }, plans);
      expect(fast, set).toEqual(readable);
    }
  });
});

test.each(KERNEL_SETS)('%s plans over a long context: the same samples and digests', async (set) => {
  const checkpoint = syntheticCheckpoint({ maxPositions: 512 }, { seed: 5, dtype: 'BF16' });
  const models = openers.map((open) => open().load(checkpoint));
  const [fast, readable] = await bothOf(models, { kernels: setsOf(set) }, steps(96, LONG));
  expect(fast).toEqual(readable);
});

test('what a recycled block holds reaches no bit, in the padding of heads neither', async () => {
  const arms = await Promise.all(
    [1, 2].map(() =>
      openCpuEngine()
        .load(syntheticCheckpoint(SHAPES.awkward, { seed: 4, dtype: 'F32' }))
        .openArm(armSpec({ limits: LIMITS })),
    ),
  );
  await arms[1].spoilCache!();
  for (const { slices } of steps(103)) {
    const alone = slices.filter(({ request }) => request === 'probe');
    const [clean, spoiled] = await Promise.all(arms.map((arm) => stepSample(arm, 'probe', ...alone)));
    expect(spoiled).toEqual(clean);
  }
});

test.each(['awkward', 'biased', 'normed'])(
  '%s: a trace holds every output of the row in the same bits and order',
  async (shape) => {
    const checkpoint = syntheticCheckpoint(SHAPES[shape], { seed: 4, dtype: 'BF16' });
    const [first, second] = steps(checkpoint.config.vocabSize);
    const traces = await Promise.all(
      openers.map(async (open) => {
        const arm = await open()
          .load(checkpoint)
          .openArm(armSpec({ activations: 'bf16', limits: LIMITS }));
        await arm.step(first);
        return await arm.traceStep!(second, 'probe');
      }),
    );
    expect(traces[0]).toEqual(traces[1]);
  },
);

test('a product whose tensors are stored in several dtypes keeps every bit of them', async () => {
  const [whole, halved] = (['F32', 'BF16'] as const).map((dtype) =>
    syntheticCheckpoint(SHAPES.plain, { seed: 6, dtype }),
  );
  const layers = whole.layers.map((layer, i) => ({ ...layer, k: halved.layers[i].k }));
  const models = openers.map((open) => open().load({ ...whole, layers }));
  const [fast, readable] = await bothOf(models, {}, steps(96));
  expect(fast).toEqual(readable);
});

test('whole logits come back of the requests that are named alone, and outlast the next step', async () => {
  const logits = { of: ['probe'], withSteps: false };
  const model = openCpuEngine().load(syntheticCheckpoint({}, { seed: 4, dtype: 'F32' }));
  const samples = await samplesOf(model, { logits }, steps(96));
  expect(samples.some(({ request }) => request !== 'probe')).toBe(true);
  for (const { request, digest, logits: found } of samples) {
    expect(found !== null).toBe(request === 'probe');
    if (found) expect([...digestOf(found)]).toEqual([...digest]);
  }
});
