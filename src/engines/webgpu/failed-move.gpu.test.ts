import { afterEach, expect, test, vi } from 'vitest';
import { describeOnGpu } from '../../gpu/testing/describe-on-gpu.ts';
import { syntheticCheckpoint } from '../../model/testing/synthetic.ts';
import { armSpec } from '../../steps/testing/arms.ts';
import { WebGpuEngine } from './webgpu-engine.ts';

const CHECKPOINT = syntheticCheckpoint(
  { layers: 2, heads: 4, kvHeads: 2, headDim: 8 },
  { seed: 2, dtype: 'F32' },
);

await describeOnGpu('a step that fails once its moves are submitted', (gpu) => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  test('leaves the buffer of what was moved out to the next one', async () => {
    const limits = { ...armSpec().limits, hostBlocks: 2 };
    const arm = await new WebGpuEngine(gpu).load(CHECKPOINT).openArm(armSpec({ limits }));
    const slices = [{ request: 'a', start: 0, tokens: [1, 2, 3], blocks: [0], sample: 'last' as const }];
    await arm.step({ slices, preempted: [] });
    const [lying] = await arm.readBlocks([0]);
    const out = { kind: 'swap-out', block: 0, host: 0 } as const;
    vi.spyOn(gpu.device.queue, 'writeBuffer').mockImplementationOnce(() => {
      throw new Error('the tables were not written');
    });
    await expect(arm.step({ slices, preempted: [], moves: [out] })).rejects.toThrow('the tables were not');
    // As a run goes on that was not ended by it: the same moves again, at once.
    await arm.step({ slices, preempted: [], moves: [{ ...out, host: 1 }] });
    await arm.step({ slices: [], preempted: [], moves: [{ kind: 'swap-in', host: 1, block: 5 }] });
    expect(await arm.readBlocks([5])).toEqual([lying]);
    arm.destroy();
  });
});
