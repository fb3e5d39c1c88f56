import { describe, expect, test } from 'vitest';
import type { ModelConfig } from '../../../model/config.ts';
import { nanoCheckpoint } from '../../../model/testing/nano.ts';
import { syntheticCheckpoint } from '../../../model/testing/synthetic.ts';
import { countDifferingBits } from '../../../numerics/bits.ts';
import { ACTIVATION_DTYPES, WEIGHT_DTYPES } from '../../../numerics/dtypes.ts';
import { KERNEL_SETS } from '../../../numerics/sets/sets.ts';
import type { ArmSpec } from '../../../steps/arm-spec.ts';
import type { ArmRunner, EngineModel } from '../../../steps/engine.ts';
import type { StepPlan, StepSlice } from '../../../steps/step-plan.ts';
import { armSpec, setsOf, stepOf } from '../../../steps/testing/arms.ts';
import { inCompany } from '../../../steps/testing/company.ts';
import { CpuEngine } from '../cpu.ts';
import { openCpuEngine } from '../open-cpu.ts';

/** Shapes that end vectors, blocks of columns and heads where the kernels' loops do not. */
const SHAPES: Record<string, Partial<ModelConfig>> = {
  plain: {},
  odd: {
    ...{ hiddenSize: 100, heads: 5, kvHeads: 1, headDim: 20, intermediateSize: 150, vocabSize: 101 },
    tiedHead: false,
  },
  awkward: { hiddenSize: 90, heads: 6, kvHeads: 3, headDim: 10, intermediateSize: 75, vocabSize: 103 },
  wide: { hiddenSize: 72, heads: 2, kvHeads: 2, headDim: 44, intermediateSize: 1030, vocabSize: 67 },
};

const BLOCKS = [3, 0, 4, 1, 2, 5, 6];

/** A prompt in chunks, its probe among company of many shapes, then steps that decode. */
function steps(vocabSize: number): StepPlan[] {
  const tokens = Array.from({ length: 90 }, (_, i) => (i * 37 + 5) % vocabSize);
  const slice = (start: number, end: number): StepSlice => ({
    ...{ request: 'probe', start, tokens: tokens.slice(start, end), blocks: BLOCKS, samples: true },
  });
  const company = (probe: StepSlice, rows: number, shapes: number | 'decode') =>
    stepOf(...inCompany(probe, { rows, place: 0.5, shapes, contents: 1, vocabSize, firstBlock: 8 }));
  return [
    stepOf(slice(0, 33)),
    company(slice(33, 70), 60, 2),
    company(slice(70, 71), 8, 'decode'),
    stepOf(slice(71, 72)),
    company(slice(72, 73), 37, 'decode'),
    stepOf(slice(73, 74)),
  ];
}

async function logitsOf(
  model: EngineModel,
  spec: ArmSpec,
  plans: readonly StepPlan[],
  spoil = false,
): Promise<Float32Array> {
  const arm = await model.openArm(spec);
  if (spoil) await arm.spoilCache!();
  const all: Float32Array[] = [];
  for (const plan of plans) all.push(...(await arm.step(plan)).samples.map(({ logits }) => logits));
  arm.destroy();
  return Float32Array.from(all.flatMap((logits) => [...logits]));
}

describe.each(Object.entries(SHAPES))('%s shape, in WebAssembly and as it reads', (_, shape) => {
  const checkpoint = syntheticCheckpoint(shape, { seed: 4, dtype: 'F32' });
  const plans = steps(checkpoint.config.vocabSize);
  const models = [openCpuEngine(), new CpuEngine()].map((engine) => engine.load(checkpoint));

  test.each(KERNEL_SETS)('%s: the same bits in every dtype of activations', async (set) => {
    for (const activations of ACTIVATION_DTYPES) {
      const spec = armSpec({ kernels: setsOf(set), activations });
      const [fast, readable] = await Promise.all(models.map((model) => logitsOf(model, spec, plans)));
      expect(readable.every(Number.isFinite)).toBe(true);
      expect(countDifferingBits(fast, readable), activations).toBe(0);
    }
  });

  test.each(WEIGHT_DTYPES)('%s weights: the same bits', async (weights) => {
    const [fast, readable] = await Promise.all(
      models.map((model) => logitsOf(model, armSpec({ weights, activations: 'bf16' }), plans)),
    );
    expect(countDifferingBits(fast, readable)).toBe(0);
  });
});

test('what a recycled block holds reaches no bit, in the padding of heads neither', async () => {
  const model = openCpuEngine().load(syntheticCheckpoint(SHAPES.awkward, { seed: 4, dtype: 'F32' }));
  const plans = steps(103).map(({ slices, preempted }) => ({
    slices: slices.filter(({ request }) => request === 'probe'),
    preempted,
  }));
  const [clean, spoiled] = [
    await logitsOf(model, armSpec(), plans),
    await logitsOf(model, armSpec(), plans, true),
  ];
  expect(clean.every(Number.isFinite)).toBe(true);
  expect(countDifferingBits(clean, spoiled)).toBe(0);
});

test('a trace holds every output of the row in the same bits and order', async () => {
  const checkpoint = syntheticCheckpoint(SHAPES.awkward, { seed: 4, dtype: 'BF16' });
  const [first, ...rest] = steps(checkpoint.config.vocabSize);
  const traces = await Promise.all(
    [openCpuEngine(), new CpuEngine()].map(async (engine) => {
      const arm: ArmRunner = await engine.load(checkpoint).openArm(armSpec({ activations: 'bf16' }));
      await arm.step(first);
      return (await arm.traceStep!(rest[0], 'probe')).trace;
    }),
  );
  expect(traces[0]).toEqual(traces[1]);
});

test('the nano model decodes among 31 others to the same bits', async () => {
  const checkpoint = await nanoCheckpoint();
  const plans = steps(checkpoint.config.vocabSize).slice(0, 3);
  const spec = armSpec({ activations: 'bf16', kernels: setsOf('variant') });
  const [fast, readable] = await Promise.all(
    [openCpuEngine(), new CpuEngine()].map((engine) => logitsOf(engine.load(checkpoint), spec, plans)),
  );
  expect(countDifferingBits(fast, readable)).toBe(0);
});
