import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Checkpoint } from '../../model/checkpoint.ts';
import { nanoCheckpoint, referenceCases } from '../../model/testing/nano.ts';
import { syntheticCheckpoint } from '../../model/testing/synthetic.ts';
import { allOperations } from '../../numerics/sets/kernel-sets.ts';
import type { Engine } from '../../steps/engine.ts';
import { armSpec } from '../../steps/testing/arms.ts';
import { CpuEngine } from '../cpu/cpu.ts';
import { openNodeOrtEngine } from './open-ort.node.ts';
import { UNKNOWN_PLAN } from './ort-model.ts';
import { BOUND, largestOf, mixedLogits, ODD_SHAPES, ORACLE_SPEC, promptLogits } from './testing/oracle.ts';

const CASES = await referenceCases();
const NANO = await nanoCheckpoint();
const ODD = ODD_SHAPES.map((shape, seed) => syntheticCheckpoint(shape, { seed, dtype: 'F32' }));

/** Of the ten prompts where it is the model they belong to, and of every kind of step. */
async function allLogits(engine: Engine, checkpoint: Checkpoint): Promise<Float32Array[][]> {
  const model = engine.load(checkpoint);
  const steps = await mixedLogits(await model.openArm(ORACLE_SPEC), checkpoint.config.vocabSize);
  if (checkpoint !== NANO) return steps;
  return [...(await promptLogits(await model.openArm(ORACLE_SPEC), CASES)), ...steps];
}

describe.each([
  { model: 'the nano model', checkpoint: NANO },
  { model: 'an untied head, query heads in twos', checkpoint: ODD[0] },
  { model: 'a tied head, one head of keys', checkpoint: ODD[1] },
  { model: 'biases of q, k and v', checkpoint: ODD[2] },
  { model: 'norms of queries and keys', checkpoint: ODD[3] },
])('$model: the CPU engine against onnxruntime-web in WebAssembly', ({ checkpoint }) => {
  let ours: Promise<Float32Array[][]> | null = null;

  test.each(['fast', 'plain'] as const)('%s graph: logits within 1e-4, prefill and decode', async (form) => {
    ours ??= allLogits(new CpuEngine(), checkpoint);
    const engine = await openNodeOrtEngine(null, form);
    expect(largestOf(await allLogits(engine, checkpoint), await ours)).toBeLessThan(BOUND);
    engine.destroy();
  });
});

describe('the engine', () => {
  let engine: Engine;

  beforeAll(async () => {
    engine = await openNodeOrtEngine(null);
  });

  afterAll(() => engine.destroy());

  test('refuses activations other than f32 by the name of the arm', async () => {
    const refused = engine.load(ODD[0]).openArm(armSpec({ name: 'alone', activations: 'bf16' }));
    await expect(refused).rejects.toThrow(
      'arm alone: dtype: onnxruntime-web computes in f32 here, found bf16',
    );
  });

  test('refuses portable arithmetic, which its kernels do not have', async () => {
    const refused = engine.load(ODD[0]).openArm({ ...ORACLE_SPEC, kernels: allOperations('portable') });
    await expect(refused).rejects.toThrow(
      'arm arm: kernels: onnxruntime-web has kernels of its own and cannot compute in portable arithmetic',
    );
  });

  test('refuses whatever needs keys and values in blocks, each by its name', async () => {
    const serving = {
      ...ORACLE_SPEC.serving,
      memory: { pressure: 'swap', hostBlocks: 4 },
      prefix: 'on',
      packing: 'masked',
    } as const;
    const limits = { ...ORACLE_SPEC.limits, hostBlocks: 4 };
    const refused = engine.load(ODD[0]).openArm({ ...ORACLE_SPEC, serving, limits });
    await expect(refused).rejects.toThrow(
      ['memory: swap', 'hostBlocks: 4', 'prefix: on', 'packing: masked']
        .map(
          (each) =>
            `arm arm: serving.${each}: onnxruntime-web keeps keys and values by request, not in blocks`,
        )
        .join('\n'),
    );
  });

  test('says that its plans are unknown, and how the step was batched', async () => {
    const arm = await engine.load(ODD[0]).openArm(ORACLE_SPEC);
    const slice = { request: 'a', start: 0, tokens: [1, 2, 3], blocks: [0], sample: 'last' as const };
    const { plans } = await arm.step({ slices: [slice], preempted: [] });
    expect(plans).toEqual({ all: UNKNOWN_PLAN, calls: 'prefill 1 x 3' });
  });
});
