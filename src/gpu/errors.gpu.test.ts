import { expect, test } from 'vitest';
import { describeOnGpu } from './testing/describe-on-gpu.ts';

await describeOnGpu('device errors', (gpu) => {
  // In this order: a device remembers its first error for good.
  test('an error that nobody caught is kept, and later ones do not replace it', async () => {
    gpu.device.createBuffer({ label: 'first', size: 16, usage: 0 });
    gpu.device.createBuffer({
      label: 'second',
      size: 7,
      usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.STORAGE,
    });
    await gpu.device.queue.onSubmittedWorkDone();
    expect(() => gpu.errors.check()).toThrow(/^device: .*(first|usage)/s);
    gpu.device.destroy();
    await gpu.device.lost;
    expect(() => gpu.errors.check()).toThrow(/^device: .*(first|usage)/s);
  });
});
