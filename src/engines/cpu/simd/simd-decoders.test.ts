import { describe, expect, test } from 'vitest';
import { KERNEL_SETS } from '../../../numerics/sets/sets.ts';
import { armSpec, setsOf } from '../../../steps/testing/arms.ts';
import {
  CONTROLS,
  DECODER_FEATURES,
  featureCheckpoint,
  LONG_WINDOW,
} from '../../testing/decoder-features.ts';
import { openCpuEngine } from '../open-cpu.ts';
import { bothOf, LIMITS, LONG, openers, samplesOf, steps } from './testing/both-engines.ts';

describe.each(Object.entries(DECODER_FEATURES))('%s, in WebAssembly and as it reads', (_, feature) => {
  const checkpoint = featureCheckpoint(feature.shape, 'F32');
  const models = openers.map((open) => open().load(checkpoint));
  const plans = steps(checkpoint.config.vocabSize);

  test.each(KERNEL_SETS)('%s plans: the same samples and digests in f32 and in bf16', async (set) => {
    for (const activations of ['f32', 'bf16'] as const) {
      const [fast, readable] = await bothOf(models, { kernels: setsOf(set), activations }, plans);
      expect(fast).toEqual(readable);
    }
  });

  test('a trace holds every output of the row in the same bits and order', async () => {
    const traces = await Promise.all(
      models.map(async (model) => {
        const arm = await model.openArm(armSpec({ activations: 'f16', limits: LIMITS }));
        await arm.step(plans[0]);
        return await arm.traceStep!(plans[1], 'probe');
      }),
    );
    expect(traces[0]).toEqual(traces[1]);
  });
});

/** Without them what is above would hold of an engine that knows nothing of the feature. */
test.each(CONTROLS)('%s: without it the same weights give other logits', async (_, { shape, without }) => {
  const checkpoint = featureCheckpoint(shape, 'F32');
  const plans = steps(checkpoint.config.vocabSize);
  const [found, control] = await Promise.all(
    [checkpoint, without(checkpoint)].map((each) => samplesOf(openCpuEngine().load(each), {}, plans)),
  );
  found.forEach(({ request, digest }, i) => {
    // Some of its company is shorter than a window.
    if (request === 'probe') expect(digest).not.toEqual(control[i].digest);
  });
});

describe('all of it over a long context, its windows cut into splits', () => {
  const checkpoint = featureCheckpoint(LONG_WINDOW, 'BF16');
  const models = openers.map((open) => open().load(checkpoint));

  test.each(KERNEL_SETS)('%s plans: the same samples and digests', async (set) => {
    const plans = steps(checkpoint.config.vocabSize, LONG);
    const [fast, readable] = await bothOf(models, { kernels: setsOf(set) }, plans);
    expect(fast).toEqual(readable);
  });
});
