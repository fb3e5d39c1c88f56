import { beforeAll, expect, test } from 'vitest';
import { probeMultiplyAdd } from '../gpu/probe.ts';
import { describeOnGpu } from '../gpu/testing/describe-on-gpu.ts';
import type { Checkpoint } from '../model/checkpoint.ts';
import { largestDifference } from '../model/testing/nano.ts';
import { syntheticCheckpoint } from '../model/testing/synthetic.ts';
import type { ActivationDtype } from '../numerics/dtypes.ts';
import type { MultiplyAddRule } from '../numerics/fma.ts';
import { randomValues } from '../numerics/testing/arbitraries.ts';
import type { ArmSpec } from '../steps/arm-spec.ts';
import type { EngineModel } from '../steps/engine.ts';
import { wholeLogits } from '../steps/step-output.ts';
import { armSpec, setsOf, stepOf } from '../steps/testing/arms.ts';
import { CpuEngine } from './cpu/cpu.ts';
import { generate, newRequest } from './testing/generate.ts';
import { WebGpuEngine } from './webgpu/webgpu-engine.ts';

/** Nothing here is a multiple of four but hidden: heads of 6 are padded, 50 fills no chunk, the head is untied. */
const ODD = {
  hiddenSize: 36,
  heads: 6,
  kvHeads: 3,
  headDim: 6,
  intermediateSize: 50,
  vocabSize: 101,
  tiedHead: false,
};
const F32 = syntheticCheckpoint(ODD, { seed: 5, dtype: 'F32' });
const F16 = syntheticCheckpoint(ODD, { seed: 5, dtype: 'F16' });
const BF16 = syntheticCheckpoint(ODD, { seed: 5, dtype: 'BF16' });

/** Every dtype in one file, also within a fused projection, which is then held as f32. */
const MIXED: Checkpoint = {
  ...F16,
  head: BF16.head,
  layers: F32.layers.map((layer, i) => ({
    ...layer,
    k: BF16.layers[i].k,
    v: F16.layers[i].v,
    o: F16.layers[i].o,
    gate: BF16.layers[i].gate,
    up: BF16.layers[i].up,
  })),
};

/** Logits are of order 1. A 16-bit rounding that goes the other way, because exp differs in its last bit, costs this much. */
const BOUND: Readonly<Record<ActivationDtype, number>> = { f32: 1e-5, f16: 5e-3, bf16: 4e-2 };

const prompt = (length: number, seed: number) =>
  Array.from(randomValues(length, seed), (x) => Math.floor(((x + 1) / 2) * 101) % 101);

const slice = (request: string, start: number, tokens: readonly number[], blocks: readonly number[]) => ({
  request,
  start,
  tokens,
  blocks,
  sample: 'last' as const,
});

/** Prefill in chunks, decode and several requests: each gives logits on the way. */
const STEPS = [
  stepOf(slice('a', 0, prompt(20, 1), [1, 4])),
  stepOf(slice('a', 20, prompt(50, 2), [1, 4, 0, 7, 3]), slice('b', 0, prompt(5, 3), [2])),
  stepOf(slice('b', 5, [9], [2]), slice('a', 70, [17], [1, 4, 0, 7, 3]), slice('c', 0, prompt(11, 4), [9])),
  stepOf(slice('c', 11, [100], [9])),
];

await describeOnGpu('webgpu against the CPU replay', (gpu) => {
  let engine: WebGpuEngine;
  let rule: MultiplyAddRule;

  beforeAll(async () => {
    engine = new WebGpuEngine(gpu);
    rule = await probeMultiplyAdd(gpu);
  });

  async function logitsOf(model: EngineModel, spec: ArmSpec): Promise<Float32Array[]> {
    const arm = await model.openArm(spec);
    const logits: Float32Array[] = [];
    for (const step of STEPS) {
      const { samples } = await arm.step(step);
      expect(samples.every((sample) => sample.finite)).toBe(true);
      logits.push(...samples.map(wholeLogits));
    }
    arm.destroy();
    return logits;
  }

  /** Largest difference between the engines' logits in any step. */
  async function difference(checkpoint: Checkpoint, spec: ArmSpec): Promise<number> {
    const found = await logitsOf(engine.load(checkpoint), spec);
    const expected = await logitsOf(new CpuEngine(rule).load(checkpoint), spec);
    return Math.max(...found.map((logits, i) => largestDifference(logits, expected[i])));
  }

  test.each([
    { stored: 'F32', checkpoint: F32, activations: 'f16', set: 'pinned' },
    { stored: 'F16', checkpoint: F16, activations: 'f32', set: 'variant' },
    { stored: 'BF16', checkpoint: BF16, activations: 'bf16', set: 'invariant' },
    { stored: 'mixed', checkpoint: MIXED, activations: 'f32', set: 'invariant' },
    { stored: 'mixed', checkpoint: MIXED, activations: 'bf16', set: 'variant' },
    { stored: 'mixed', checkpoint: MIXED, activations: 'f16', set: 'invariant' },
  ] as const)(
    '$stored weights, $activations activations, $set kernels: close logits in every step',
    async (on) => {
      const spec = armSpec({ kernels: setsOf(on.set), activations: on.activations });
      expect(await difference(on.checkpoint, spec)).toBeLessThan(BOUND[on.activations]);
    },
  );

  test.each([
    { of: 'biases of q, k and v', shape: { qkvBias: true }, activations: 'f32' },
    { of: 'norms of queries and keys', shape: { qkNorm: true }, activations: 'f32' },
    { of: 'norms of queries and keys', shape: { qkNorm: true }, activations: 'bf16' },
  ] as const)('$of, $activations: close logits in every step', async ({ shape, activations }) => {
    const checkpoint = syntheticCheckpoint({ ...ODD, ...shape }, { seed: 5, dtype: 'F32' });
    expect(await difference(checkpoint, armSpec({ activations }))).toBeLessThan(BOUND[activations]);
  });

  test.each(['bf16', 'f16', 'f32', 'q8', 'q4'] as const)(
    'stored f32 weights held as %s: close logits in every step',
    async (weights) => {
      expect(await difference(F32, armSpec({ weights }))).toBeLessThan(BOUND.f32);
    },
  );

  test('sampling at a temperature chooses the same tokens', async () => {
    const limits = { maxSequences: 3, maxTokensPerStep: 40, maxContext: 64, blocks: 12 };
    const spec = armSpec({ decoding: { temperature: 1.3, seed: 42 }, limits });
    const requests = [10, 3, 20].map((length, i) => newRequest(`r${i}`, prompt(length, i), 20));
    const [a, b] = await Promise.all(
      [engine.load(F32), new CpuEngine(rule).load(F32)].map(async (model) =>
        generate(await model.openArm(spec), requests, limits),
      ),
    );
    for (const { id } of requests)
      expect(a.completions.get(id)!.tokens).toEqual(b.completions.get(id)!.tokens);
  });
});
