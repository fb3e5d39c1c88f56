import { expect, it } from 'vitest';
import { describeOnGpu } from '../gpu/testing/describe-on-gpu.ts';
import { expectLoweredBits, expectLoweredRefused, MIXTURE } from './testing/lowered-steps.ts';
import { WebGpuEngine } from './webgpu/webgpu-engine.ts';

await describeOnGpu('layers in a smaller format on the device', (gpu) => {
  it.each(['q8', 'q4'] as const)('have the bits of a checkpoint of %s values', async (to) => {
    await expectLoweredBits(new WebGpuEngine(gpu), to);
  });

  it('have them in a mixture of experts, its router included', async () => {
    await expectLoweredBits(new WebGpuEngine(gpu), 'q8', MIXTURE);
  });

  it('are refused of an arm that was not opened for them, and leave the device whole', async () => {
    await expectLoweredRefused(new WebGpuEngine(gpu));
    expect(() => gpu.errors.check()).not.toThrow();
  });
});
