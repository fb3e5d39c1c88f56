import { beforeAll, expect, test } from 'vitest';
import { kvMemory, weightMemory } from '../../engines/webgpu/memory.ts';
import { WebGpuEngine } from '../../engines/webgpu/webgpu-engine.ts';
import { describeOnGpu } from '../../gpu/testing/describe-on-gpu.ts';
import { randomModel } from '../../model/random-model.ts';
import { servingSpec, waveOf } from './arm-of.ts';
import type { OpenVariant } from './audit-setting.ts';
import { measureTime } from './measure-time.ts';
import { variantOf } from './variants.ts';

const MODEL = randomModel('random:nano:1');
const TEXT = Array.from({ length: 300 }, (_, i) => (i * 7) % 256);

await describeOnGpu('an audit on a device', (gpu) => {
  let engine: WebGpuEngine;
  beforeAll(() => {
    engine = new WebGpuEngine(gpu);
    return () => engine.destroy();
  });

  test.each(['bf16', 'q4'] as const)('%s: is told the bytes that buffers have', async (id) => {
    const spec = servingSpec(variantOf(id), 'invariant', { batch: 2, wave: waveOf(MODEL, TEXT, 2) });
    const arm = await engine.load(MODEL.checkpoint).openArm(spec);
    const { weights, cache, scratch } = arm.held();
    const { config } = MODEL.checkpoint;
    const { total } = weightMemory(config, id);
    // Each buffer is rounded up to 16 bytes.
    expect(weights).toBeGreaterThanOrEqual(total);
    expect(weights).toBeLessThan(total + 16 * 20);
    expect(cache).toBe(kvMemory(config, spec));
    expect(scratch).toBeGreaterThan(2 * config.vocabSize);
    arm.destroy();
  });

  test('a decode step is shared out by timestamps, or nobody says where it goes', async () => {
    const variant: OpenVariant = {
      ...{ asked: variantOf('bf16'), model: MODEL, text: TEXT },
      engineModel: engine.load(MODEL.checkpoint),
    };
    const time = await measureTime(variant, { set: 'invariant', steps: 1, outside: 0 });
    if (!gpu.device.features.has('timestamp-query')) {
      expect(time).toBeNull();
      return;
    }
    const { tensor, movement, overhead, operations } = time!;
    expect(tensor + movement + overhead).toBeCloseTo(1, 9);
    expect(operations.map(({ operation }) => operation)).toEqual(expect.arrayContaining(['qkv', 'head']));
  });
});
