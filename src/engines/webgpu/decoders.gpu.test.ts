import { beforeAll, describe, expect, test } from 'vitest';
import type { Gpu } from '../../gpu/device.ts';
import { probeMultiplyAdd } from '../../gpu/probe.ts';
import { describeOnGpu } from '../../gpu/testing/describe-on-gpu.ts';
import type { Checkpoint } from '../../model/checkpoint.ts';
import { outputLabel } from '../../model/graph.ts';
import type { LayerAttention, ModelConfig } from '../../model/model-config.ts';
import { countDifferingBits } from '../../numerics/bits.ts';
import type { MultiplyAddRule } from '../../numerics/fma.ts';
import { randomValues } from '../../numerics/testing/arbitraries.ts';
import type { ArmSpec } from '../../steps/arm-spec.ts';
import { wholeLogits } from '../../steps/step-output.ts';
import type { StepPlan } from '../../steps/step-plan.ts';
import { planStep } from '../../steps/step-plans.ts';
import { armSpec, setsOf, stepOf, stepSample } from '../../steps/testing/arms.ts';
import { inCompany } from '../../steps/testing/company.ts';
import type { TracedOutput } from '../../steps/trace.ts';
import { replayArithmetic } from '../cpu/arithmetic.ts';
import { CpuForward } from '../cpu/cpu-forward.ts';
import { cpuWeights } from '../cpu/cpu-weights.ts';
import { RowObserver } from '../cpu/row-observer.ts';
import { decoderCheckpoint, oddConfig } from '../testing/decoder-checkpoint.ts';
import { withDeviceMath } from './testing/device-oracle.ts';
import { WebGpuEngine } from './webgpu-engine.ts';

const ALL: LayerAttention = { rope: 'main', window: null };
const last = (window: number, rope: LayerAttention['rope'] = 'local'): LayerAttention => ({ rope, window });
const FREQUENCIES = {
  kind: 'llama3',
  factor: 8,
  lowFrequency: 1,
  highFrequency: 4,
  originalPositions: 40,
} as const;
const SCALES = { embeddingScale: 5.9, residualScale: 0.22, attentionScale: 0.31 };
const BIASES = { qkvBias: true, outBias: true, mlpBias: true } as const;
const GEMMA: Partial<ModelConfig> = {
  ...{ norms: 'around', qkNorm: true, gate: 'gelu_tanh', embeddingScale: 6, attentionScale: 0.3 },
  ...{ layers: 3, attention: [last(19), ALL, last(19)], localRope: { theta: 100 } },
};

/** What decoders do otherwise than a Llama, one thing after the other, then as published models do it, then all at once. */
const MODELS: Readonly<Record<string, Partial<ModelConfig>>> = {
  'biases everywhere': BIASES,
  'a bias of o': { outBias: true, headDim: 8 },
  'biases of gate, up and down': { mlpBias: true, headDim: 16, kvHeads: 2 },
  'norms around': { norms: 'around', headDim: 10 },
  'norms after': { norms: 'after', kvHeads: 2 },
  'norms of whole projections': { qkNorm: 'projection', headDim: 10, kvHeads: 2 },
  'norms after and of whole projections, heads of 8': { norms: 'after', qkNorm: 'projection', headDim: 8 },
  'GELU in its tanh form': { gate: 'gelu_tanh' },
  'scaled embeddings': { embeddingScale: 5.9, tiedHead: true },
  'a scaled residual stream': { residualScale: 0.22 },
  'scaled scores': { attentionScale: 0.31, headDim: 8 },
  'a layer without rotation': { attention: [ALL, { rope: 'none', window: null }] },
  'windows, and angles of their own': { attention: [last(19), ALL], localRope: { theta: 100 } },
  'windows of several splits, heads of 8': { attention: [last(67, 'main'), ALL], headDim: 8 },
  'other frequencies': { ropeScaling: FREQUENCIES, headDim: 8 },
  'as Granite': { ...SCALES, mlpBias: true, headDim: 8 },
  'as Gemma 3': { ...GEMMA, headDim: 8, kvHeads: 2 },
  'all of it': {
    ...{ ...GEMMA, ...BIASES, ...SCALES, qkNorm: 'projection', headDim: 10, kvHeads: 2 },
    ...{ attention: [last(19), { rope: 'none', window: null }, last(19, 'main')], ropeScaling: FREQUENCIES },
  },
};
const EVERYTHING = MODELS['all of it'];

const VOCABULARY = 101;
const tokensOf = (count: number, seed: number) =>
  Array.from(randomValues(count, seed), (x) => Math.floor(((x + 1) / 2) * VOCABULARY) % VOCABULARY);
const slice = (request: string, start: number, tokens: readonly number[], blocks: readonly number[]) => ({
  ...{ request, start, tokens, blocks },
  sample: 'last' as const,
});
const BLOCKS = [1, 4, 0, 7, 3, 12];

/** Prefill in chunks, decode and several requests, far beyond the windows and one split of keys. */
const STEPS: readonly StepPlan[] = [
  stepOf(slice('a', 0, tokensOf(13, 1), BLOCKS)),
  stepOf(slice('a', 13, tokensOf(21, 2), BLOCKS), slice('b', 0, tokensOf(5, 3), [2])),
  stepOf(
    slice('b', 5, [9], [2]),
    slice('a', 34, tokensOf(38, 4), BLOCKS),
    slice('c', 0, tokensOf(11, 5), [9]),
  ),
  stepOf(slice('c', 11, [100], [9]), slice('a', 72, [17], BLOCKS)),
  stepOf(slice('a', 73, [18], BLOCKS)),
];
/** The row that is traced: the last step's. */
const TRACED = 'a';

await describeOnGpu('decoders that are no Llama', (gpu) => {
  let rule: MultiplyAddRule;
  let engine: WebGpuEngine;
  beforeAll(async () => {
    rule = await probeMultiplyAdd(gpu);
    engine = new WebGpuEngine(gpu);
    return () => engine.destroy();
  });

  async function logitsOf(checkpoint: Checkpoint, spec: ArmSpec): Promise<Float32Array[]> {
    const arm = await engine.load(checkpoint).openArm(spec);
    const logits: Float32Array[] = [];
    for (const step of STEPS) {
      const { samples } = await arm.step(step);
      expect(samples.every(({ finite }) => finite)).toBe(true);
      logits.push(...samples.map(wholeLogits));
    }
    arm.destroy();
    return logits;
  }

  const checkpointOf = (changes: Partial<ModelConfig>) => decoderCheckpoint(oddConfig(changes), 7, 'BF16');

  const inDtypes = Object.entries(MODELS).flatMap(([name, changes]) => {
    const dtypes = changes === EVERYTHING ? (['f32', 'bf16', 'f16'] as const) : (['f32', 'bf16'] as const);
    return dtypes.map((activations) => ({ name, changes, activations, set: 'invariant' as const }));
  });
  const inSets = (['variant', 'pinned'] as const).map((set) => {
    return { name: 'all of it', changes: EVERYTHING, activations: 'bf16' as const, set };
  });

  test.each([...inDtypes, ...inSets])(
    '$name, $set, $activations: the bits of the readable engine in every step, and of all that a trace holds',
    async ({ changes, activations, set }) => {
      const checkpoint = checkpointOf(changes);
      const spec = armSpec({ kernels: setsOf(set), activations });
      const expected = await oracle(gpu, checkpoint, spec, rule);
      const found = await logitsOf(checkpoint, spec);
      const traced = await traceLast(checkpoint, spec);
      expect(traced.map(outputLabel)).toEqual(expected.outputs.map(outputLabel));
      const wrong = traced.filter(
        ({ values }, i) => countDifferingBits(values, expected.outputs[i].values) > 0,
      );
      expect(wrong.map(outputLabel)).toEqual([]);
      expect(found.map((logits, i) => countDifferingBits(logits, expected.logits[i]))).toEqual(
        found.map(() => 0),
      );
    },
  );

  async function traceLast(checkpoint: Checkpoint, spec: ArmSpec): Promise<readonly TracedOutput[]> {
    const arm = await engine.load(checkpoint).openArm(spec);
    for (const step of STEPS.slice(0, -1)) await arm.step(step);
    const { trace } = await arm.traceStep!(STEPS.at(-1)!, TRACED);
    arm.destroy();
    return trace.outputs;
  }

  describe.each(['all of it', 'as Gemma 3', 'norms after and of whole projections, heads of 8'])(
    '%s',
    (name) => {
      test.each(['f32', 'bf16'] as const)(
        "%s: M from 1 to 17 and any chunks, the bits are M = 1's",
        async (activations) => {
          const limits = { maxSequences: 40, maxTokensPerStep: 80, maxContext: 128, blocks: 240 };
          const arm = await engine.load(checkpointOf(MODELS[name])).openArm(armSpec({ activations, limits }));
          const tokens = tokensOf(74, 9);
          const prefill = async (lengths: readonly number[]) => {
            let start = 0;
            for (const length of lengths) {
              const chunk = slice('probe', start, tokens.slice(start, start + length), BLOCKS);
              await arm.step(stepOf({ ...chunk, sample: 'none' as const }));
              start += length;
            }
          };
          const probe = slice('probe', 73, tokens.slice(73), BLOCKS);
          await prefill([73]);
          const { logits: alone } = await stepSample(arm, 'probe', probe);
          for (let rows = 2; rows <= 17; rows++) {
            const company = {
              rows,
              place: (rows % 3) / 2,
              shapes: rows,
              contents: 1,
              vocabSize: VOCABULARY,
              firstBlock: 20,
            };
            const { logits } = await stepSample(arm, 'probe', ...inCompany(probe, company));
            expect(countDifferingBits(logits, alone), `M = ${rows}`).toBe(0);
          }
          for (const lengths of [
            [20, 1, 18, 34],
            [1, 70, 2],
          ]) {
            await arm.spoilCache();
            await prefill(lengths);
            const { logits } = await stepSample(arm, 'probe', probe);
            expect(countDifferingBits(logits, alone), `chunks of ${lengths.join(', ')}`).toBe(0);
          }
          arm.destroy();
        },
      );
    },
  );

  /** Each leaves something out that no other weight makes up for. */
  const CONTROLS: Readonly<Record<string, (config: Partial<ModelConfig>) => Partial<ModelConfig>>> = {
    'the scale of embeddings': ({ embeddingScale: _, ...config }) => config,
    'the scale of the residual stream': ({ residualScale: _, ...config }) => config,
    'the scale of scores': ({ attentionScale: _, ...config }) => config,
    GELU: ({ gate: _, ...config }) => config,
    'the windows': (config) => ({
      ...config,
      attention: config.attention!.map((each) => ({ ...each, window: null })),
    }),
    'one key of the windows': (config) => ({
      ...config,
      attention: config.attention!.map((each) => ({ ...each, window: each.window && each.window - 1 })),
    }),
    'the local angles': (config) => ({ ...config, localRope: { theta: config.ropeTheta ?? 10_000 } }),
    'that a layer does not turn': (config) => ({
      ...config,
      attention: config.attention!.map((each) =>
        each.rope === 'none' ? { ...each, rope: 'main' as const } : each,
      ),
    }),
  };
  test.each(Object.entries(CONTROLS))('%s left out: other bits', async (_, without) => {
    const checkpoint = checkpointOf(EVERYTHING);
    const less = { ...checkpoint, config: oddConfig(without(EVERYTHING)) };
    await expectOther(checkpoint, less);
  });

  test.each(['oBias', 'gateBias', 'upBias', 'downBias', 'oNorm', 'downNorm', 'qNorm', 'kNorm'] as const)(
    '%s of the last layer zero, or of another element first: other bits',
    async (weight) => {
      const checkpoint = checkpointOf(EVERYTHING);
      const changed = (bytes: (of: Uint8Array) => Uint8Array): Checkpoint => ({
        ...checkpoint,
        layers: checkpoint.layers.map((layer, i) => {
          const tensor = layer[weight]!;
          return i < 2 ? layer : { ...layer, [weight]: { ...tensor, bytes: bytes(tensor.bytes) } };
        }),
      });
      await expectOther(
        checkpoint,
        changed((of) => new Uint8Array(of.length)),
      );
      // The last two elements change places.
      await expectOther(
        checkpoint,
        changed((of) => Uint8Array.of(...of.subarray(0, -4), ...of.subarray(-2), ...of.subarray(-4, -2))),
      );
    },
  );

  async function expectOther(checkpoint: Checkpoint, changed: Checkpoint): Promise<void> {
    const [one, other] = [await logitsOf(checkpoint, armSpec()), await logitsOf(changed, armSpec())];
    expect(countDifferingBits(one.at(-1)!, other.at(-1)!)).toBeGreaterThan(VOCABULARY / 2);
  }
});

/** What the readable engine gives with the device's exp and inverse square root, and of the traced row. */
function oracle(gpu: Gpu, checkpoint: Checkpoint, spec: ArmSpec, rule: MultiplyAddRule) {
  const { config } = checkpoint;
  const { limits, activations } = spec;
  const weights = cpuWeights(checkpoint, 'stored');
  return withDeviceMath(gpu, () => {
    const arithmetic = replayArithmetic(activations, rule);
    const forward = new CpuForward(config, weights, arithmetic, limits.blocks, limits.maxContext);
    const observed = new RowObserver(0, activations);
    const logits = STEPS.flatMap((step, i) => {
      const isLast = i === STEPS.length - 1;
      return forward.run(step, planStep(step, spec, config), isLast ? observed.observe : undefined);
    });
    return { logits: logits as Float32Array[], outputs: observed.outputs };
  });
}
