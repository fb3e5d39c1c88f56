import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { describeOnGpu } from '../../gpu/testing/describe-on-gpu.ts';
import { planForms } from '../../kernels/forms.ts';
import type { Checkpoint } from '../../model/checkpoint.ts';
import { modelGraph } from '../../model/model-graph.ts';
import { syntheticCheckpoint } from '../../model/testing/synthetic.ts';
import { countDifferingBits } from '../../numerics/bits.ts';
import type { ArmRunner } from '../../steps/engine.ts';
import { wholeLogits } from '../../steps/step-output.ts';
import type { StepSlice } from '../../steps/step-plan.ts';
import { armSpec, setsOf, stepOf, stepSample } from '../../steps/testing/arms.ts';
import type { DeviceModel } from './device-model.ts';
import { dispatchesOf } from './dispatches.ts';
import { fusedProducts, productKernels } from './products.ts';
import { WebGpuEngine } from './webgpu-engine.ts';

const SHAPE = {
  layers: 2,
  hiddenSize: 36,
  heads: 6,
  kvHeads: 3,
  headDim: 6,
  intermediateSize: 50,
  vocabSize: 101,
};
const CHECKPOINT = syntheticCheckpoint({ ...SHAPE, tiedHead: false }, { seed: 2, dtype: 'F32' });
const BAD_TOKEN = 5;

const sliceOf = (request: string, tokens: readonly number[], block: number, start = 0): StepSlice => ({
  request,
  start,
  tokens,
  blocks: [block],
  sample: 'last' as const,
});

/** The checkpoint with one value in the embedding of BAD_TOKEN. */
function withBadToken(value: number): Checkpoint {
  const bytes = new Uint8Array(CHECKPOINT.embedding.bytes);
  new DataView(bytes.buffer).setFloat32((BAD_TOKEN * SHAPE.hiddenSize + 7) * 4, value, true);
  return { ...CHECKPOINT, embedding: { ...CHECKPOINT.embedding, bytes } };
}

await describeOnGpu('WebGpuEngine', (gpu) => {
  let model: DeviceModel;
  let deeper: DeviceModel;

  beforeAll(() => {
    // Dawn never sleeps, but a busy machine can look so, and empty submissions would be counted.
    const engine = new WebGpuEngine({ ...gpu, sleeps: false });
    model = engine.load(CHECKPOINT);
    deeper = engine.load(syntheticCheckpoint({ ...SHAPE, layers: 4 }, { seed: 2, dtype: 'F32' }));
  });
  afterEach(() => {
    vi.restoreAllMocks();
  });

  describe('what a step does to the device', () => {
    function spies() {
      const { device } = gpu;
      return {
        submits: vi.spyOn(device.queue, 'submit'),
        maps: vi.spyOn(GPUBuffer.prototype, 'mapAsync'),
        buffers: vi.spyOn(device, 'createBuffer'),
        groups: vi.spyOn(device, 'createBindGroup'),
        modules: vi.spyOn(device, 'createShaderModule'),
        pipelines: vi.spyOn(device, 'createComputePipelineAsync'),
        dispatches: vi.spyOn(GPUComputePassEncoder.prototype, 'dispatchWorkgroups'),
        bindings: vi.spyOn(GPUComputePassEncoder.prototype, 'setBindGroup'),
      };
    }
    const counts = (of: ReturnType<typeof spies>) =>
      Object.fromEntries(Object.entries(of).map(([name, spy]) => [name, spy.mock.calls.length]));

    const steps = [
      { name: 'a prompt', plan: stepOf(sliceOf('a', [1, 2, 3, 4, 5, 6, 7], 0)) },
      { name: 'decode', plan: stepOf(sliceOf('a', [8], 0, 7)) },
      {
        name: 'several requests',
        plan: stepOf(
          sliceOf('a', [8], 0, 7),
          sliceOf('b', [1, 2], 1),
          sliceOf('c', new Array(12).fill(3), 2),
        ),
      },
    ];
    const sets = ['invariant', 'variant', 'pinned'] as const;
    const cases = sets.flatMap((set) => steps.map((step) => ({ set, ...step })));

    test.each(cases)(
      '$set, $name: one submission, one readback, nothing allocated, nor compiled after the first step of its shape',
      async (on) => {
        const arm = await model.openArm(armSpec({ kernels: setsOf(on.set) }));
        await arm.warmUp(on.plan);
        const spied = spies();
        await arm.step(on.plan);
        const { groups, dispatches, bindings, ...others } = counts(spied);
        expect(others).toEqual({ submits: 1, maps: 1, buffers: 0, modules: 0, pipelines: 0 });
        // Places that bind the same buffers to one kernel share a group.
        expect(groups).toBeGreaterThan(0);
        expect(groups).toBeLessThanOrEqual(bindings);
        // What weights a kernel reads is bound in a group of its own, and so is what its epilogue does.
        expect(bindings).toBeLessThanOrEqual(3 * dispatches);
        arm.destroy();
      },
    );

    test.each(sets)(
      '%s: at most nine dispatches per layer, of heads that a kernel of their own turns',
      async (set) => {
        const dispatchesIn = async (on: DeviceModel) => {
          const arm = await on.openArm(armSpec({ kernels: setsOf(set) }));
          const { dispatches } = spies();
          await arm.step(steps[2].plan);
          arm.destroy();
          const { length } = dispatches.mock.calls;
          vi.restoreAllMocks();
          return length;
        };
        const two = await dispatchesIn(model);
        expect(two).toBeLessThanOrEqual(dispatchesOf(CHECKPOINT.config).length);
        expect((await dispatchesIn(deeper)) - two).toBeLessThanOrEqual(2 * 9);
      },
    );

    test('a step again makes no bind groups, and one that samples nothing reads nothing back', async () => {
      const arm = await model.openArm(armSpec());
      await arm.step(steps[2].plan);
      const spied = spies();
      await arm.step(steps[2].plan);
      expect(counts(spied)).toMatchObject({ groups: 0, maps: 1 });
      const { samples } = await arm.step(stepOf({ ...sliceOf('d', [1, 2, 3], 5), sample: 'none' as const }));
      expect(samples).toEqual([]);
      expect(counts(spied)).toMatchObject({ submits: 2, maps: 1 });
      arm.destroy();
    });
  });

  test('a profiled step times each dispatch and leaves the bits alone', async ({ skip }) => {
    skip(!gpu.device.features.has('timestamp-query'), 'this adapter takes no timestamps');
    const arm = await model.openArm(armSpec());
    const plan = stepOf(sliceOf('a', [1, 2, 3, 4], 0));
    const { logits } = await stepSample(arm, 'a', ...plan.slices);
    const times = await arm.profileStep(plan);
    const forms = planForms(gpu.tuning);
    const fused = fusedProducts(productKernels(armSpec(), CHECKPOINT.config, { rows: 4, sampled: 1 }, forms));
    expect(times.map(({ operation }) => operation)).toEqual(
      dispatchesOf(CHECKPOINT.config, true, fused).map(({ op }) => op),
    );
    expect(times.filter((time) => time.operation === 'attention')).toHaveLength(SHAPE.layers);
    expect(times.every((time) => time.milliseconds >= 0 && time.milliseconds < 10_000)).toBe(true);
    expect(countDifferingBits((await stepSample(arm, 'a', ...plan.slices)).logits, logits)).toBe(0);
    arm.destroy();
  });

  test('a traced step, which leaves every output in memory, has the bits of one that does not', async () => {
    const whole = syntheticCheckpoint(
      { layers: 2, heads: 4, kvHeads: 2, headDim: 8 },
      { seed: 3, dtype: 'F32' },
    );
    const arm = await new WebGpuEngine(gpu).load(whole).openArm(armSpec({ activations: 'bf16' }));
    const plan = stepOf(sliceOf('a', [1, 2, 3, 4, 5], 0));
    const { logits } = await stepSample(arm, 'a', ...plan.slices);
    const { output, trace } = await arm.traceStep(plan, 'a');
    expect(countDifferingBits(wholeLogits(output.samples[0]), logits)).toBe(0);
    expect(trace.outputs.map(({ name }) => name)).toEqual(
      modelGraph(whole.config).operations.map(({ name }) => name),
    );
    expect(countDifferingBits((await stepSample(arm, 'a', ...plan.slices)).logits, logits)).toBe(0);
    arm.destroy();
  });

  test('samples come in slice order; token, top and log-sum-exp are those of the logits', async () => {
    const arm = await model.openArm(armSpec());
    const slices = [
      sliceOf('x', [1, 2, 3], 0),
      { ...sliceOf('y', [4], 1), sample: 'none' as const },
      sliceOf('z', [9], 2),
    ];
    const { samples, plans } = await arm.step(stepOf(...slices));
    expect(samples.map((sample) => sample.request)).toEqual(['x', 'z']);
    for (const sample of samples) {
      const { token, top, logSumExp, finite } = sample;
      const logits = wholeLogits(sample);
      const order = [...logits.keys()].sort((a, b) => logits[b] - logits[a] || a - b).slice(0, 8);
      expect({ token, top, finite }).toEqual({
        token: order[0],
        top: order.map((id) => ({ token: id, logit: logits[id] })),
        finite: true,
      });
      expect(logSumExp).toBeCloseTo(Math.log(logits.reduce((sum, x) => sum + Math.exp(x), 0)), 4);
    }
    expect(Object.keys(plans).sort()).toEqual([
      'attention',
      'down',
      'gate_up',
      'head',
      'o',
      'qkv',
      'rmsnorm',
    ]);
    arm.destroy();
  });

  test('arms of one engine, of two models too, share scratch that may grow and have caches of their own', async () => {
    const steps = [sliceOf('p', [1, 2, 3], 0), sliceOf('p', [4], 0, 3), sliceOf('p', [5], 0, 4)];
    const logitsOf = async (arm: ArmRunner) => (await stepSample(arm, 'p', steps[2])).logits;
    const [a, b] = [await model.openArm(armSpec()), await model.openArm(armSpec())];
    for (const step of steps.slice(0, 2)) await a.step(stepOf(step));
    await b.step(stepOf(sliceOf('q', [60, 61, 62, 63, 64], 0)));
    const expected = await logitsOf(a);
    const limits = { ...armSpec().limits, maxTokensPerStep: 2 * armSpec().limits.maxTokensPerStep };
    const c = await deeper.openArm(armSpec({ name: 'c', limits, activations: 'f16' }));
    await c.step(stepOf(sliceOf('q', [60, 61, 62], 0)));
    expect(countDifferingBits(await logitsOf(a), expected)).toBe(0);
    b.destroy();
    c.destroy();
    expect(countDifferingBits(await logitsOf(a), expected)).toBe(0);
    a.destroy();
  });

  test.each([
    ['NaN in a weight', Number.NaN, 'f32'],
    ['a weight that overflows f16 activations', 1e6, 'f16'],
  ] as const)('%s marks the requests that meet it, and no others', async (_, value, activations) => {
    const broken = new WebGpuEngine(gpu).load(withBadToken(value));
    const arm = await broken.openArm(armSpec({ activations }));
    const [bad, good] = [sliceOf('bad', [1, BAD_TOKEN, 2], 0), sliceOf('good', [1, 2, 3], 1)];
    const alone = await stepSample(arm, 'good', good);
    const { samples } = await arm.step(stepOf(bad, good));
    expect(samples.map((sample) => sample.finite)).toEqual([false, true]);
    expect(countDifferingBits(wholeLogits(samples[1]), alone.logits)).toBe(0);
    // The block that held the bad request's keys and values now serves another.
    const recycled = await stepSample(arm, 'good', { ...good, blocks: [0] });
    expect(countDifferingBits(recycled.logits, alone.logits)).toBe(0);
    arm.destroy();
  });

  test('an arm whose cache exceeds the limits is refused by the name of the buffer', async () => {
    const limits = { maxSequences: 1, maxTokensPerStep: 1, maxContext: 16, blocks: 2 ** 30 };
    await expect(model.openArm(armSpec({ name: 'huge', limits }))).rejects.toThrow(
      /^huge\.layer0\.k_cache: needs \d+ bytes, the adapter allows \d+$/,
    );
  });

  test('f16 weights that overflow are refused by the name of the tensor', async () => {
    const broken = new WebGpuEngine(gpu).load(withBadToken(1e6));
    await expect(broken.openArm(armSpec({ weights: 'f16' }))).rejects.toThrow(
      /embed_tokens.*does not fit f16/,
    );
  });

  test.each(['q8', 'q4'] as const)(
    'a block with no scale in f16 is refused by the name of its tensor: %s',
    async (weights) => {
      const broken = new WebGpuEngine(gpu).load(withBadToken(1e7));
      await expect(broken.openArm(armSpec({ weights }))).rejects.toThrow(
        /embed_tokens.*too large for the f16 scale of its block; choose bf16 or f32 weights$/,
      );
    },
  );

  // Last, because nothing runs on the device afterwards.
  test('a lost device ends the step with the loss as its error, and every step after it', async () => {
    const arm = await model.openArm(armSpec());
    const step = arm.step(stepOf(sliceOf('a', [1], 0)));
    gpu.device.destroy();
    await expect(step).rejects.toThrow(/^device: lost/);
    await expect(arm.step(stepOf(sliceOf('a', [1], 0)))).rejects.toThrow(/^device: lost/);
  });
});
