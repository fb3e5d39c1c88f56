import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeOnGpu } from '../../gpu/testing/describe-on-gpu.ts';
import { syntheticCheckpoint } from '../../model/testing/synthetic.ts';
import { bitsOf, countDifferingBits } from '../../numerics/bits.ts';
import { digestOf } from '../../numerics/digest.ts';
import type { ArmSpec, LogitsAtHand } from '../../steps/arm-spec.ts';
import { type Sample, wholeLogits } from '../../steps/step-output.ts';
import { armSpec, setsOf, stepOf } from '../../steps/testing/arms.ts';
import type { WebGpuArm } from './webgpu-arm.ts';
import { WebGpuEngine } from './webgpu-engine.ts';

/** More than a slice, and a multiple of nothing. */
const SHAPE = { layers: 1, hiddenSize: 100, heads: 2, kvHeads: 1, headDim: 10, vocabSize: 1501 };
const CHECKPOINT = syntheticCheckpoint(SHAPE, { seed: 3, dtype: 'F32' });
const PROBE: LogitsAtHand = { of: ['p'], withSteps: false };

const stepAt = (position: number) =>
  stepOf(
    { request: 'q', start: position, tokens: [position + 7], blocks: [2], sample: 'last' },
    { request: 'p', start: position, tokens: [position + 1], blocks: [0], sample: 'last' },
  );
const at = (position: number) => ({ request: 'p', position });

await describeOnGpu('logits at hand', (gpu) => {
  let engine: WebGpuEngine;
  beforeAll(() => {
    engine = new WebGpuEngine(gpu);
  });
  afterAll(() => engine.destroy());

  const openArm = (changes: Partial<ArmSpec> = {}) => engine.load(CHECKPOINT).openArm(armSpec(changes));
  /** (positions) what the steps at 0, 1, ... gave of both requests. */
  async function decode(arm: WebGpuArm, positions: number): Promise<(readonly Sample[])[]> {
    const all: (readonly Sample[])[] = [];
    for (let position = 0; position < positions; position++)
      all.push((await arm.step(stepAt(position))).samples);
    return all;
  }

  test('left to themselves, steps bring all logits back, of which the digest is made', async () => {
    const arm = await openArm();
    for (const samples of await decode(arm, 6))
      for (const sample of samples) expect(sample.digest).toEqual(digestOf(wholeLogits(sample)));
    arm.destroy();
  });

  test('of named requests the last four are at hand, of others none, and the steps are the same without', async () => {
    const [whole, arm] = [await openArm(), await openArm({ logits: PROBE })];
    const [expected, found] = [await decode(whole, 6), await decode(arm, 6)];
    expect(found).toEqual(expected.map((step) => step.map((sample) => ({ ...sample, logits: null }))));
    for (const position of [2, 3, 4, 5]) {
      const logits = await arm.logitsOf(at(position));
      expect(bitsOf(logits!)).toEqual(bitsOf(wholeLogits(expected[position][1])));
    }
    expect(await arm.logitsOf(at(1))).toBeNull();
    expect(await arm.logitsOf({ request: 'q', position: 5 })).toBeNull();
    for (const each of [whole, arm]) each.destroy();
  });

  test('two arms compare on the device, whatever either brings back', async () => {
    const arms = [await openArm({ kernels: setsOf('variant') }), await openArm({ logits: PROBE })];
    const [variant, invariant] = arms;
    const expected = await decode(variant, 3);
    await decode(invariant, 3);
    const other = { runner: variant, place: at(2) };
    const logits = wholeLogits(expected[2][1]);
    const own = (await invariant.logitsOf(at(2)))!;
    expect(countDifferingBits(own, logits)).toBeGreaterThan(0);
    const { differing, contenders, b } = (await invariant.compareLogits(at(2), other))!;
    expect(differing).toBe(countDifferingBits(own, logits));
    expect(b.top).toEqual(expected[2][1].top);
    for (const { token, a, b } of contenders) expect([a.logit, b.logit]).toEqual([own[token], logits[token]]);
    expect(await invariant.compareLogits(at(2), { runner: invariant, place: at(2) })).toMatchObject({
      differing: 0,
      kl: 0,
    });
    expect(await invariant.compareLogits(at(9), other)).toBeNull();
    expect(await invariant.compareLogits(at(2), { ...other, place: at(9) })).toBeNull();
    for (const each of arms) each.destroy();
  });

  test('a step that brings nothing back whole reads 96 bytes a row', async () => {
    const created: number[] = [];
    const create = gpu.device.createBuffer.bind(gpu.device);
    gpu.device.createBuffer = (descriptor) => {
      if (descriptor.usage & GPUBufferUsage.MAP_READ) created.push(descriptor.size);
      return create(descriptor);
    };
    const { limits } = armSpec();
    const arm = await openArm({ logits: PROBE });
    gpu.device.createBuffer = create;
    arm.destroy();
    // Two steps may be under way.
    expect(created).toEqual([96 * limits.maxSequences, 96 * limits.maxSequences]);
  });
});
