import { expect, onTestFinished, test, vi } from 'vitest';
import { create, globals } from 'webgpu';
import { openDevice } from '../../gpu/device.ts';
import { syntheticCheckpoint } from '../../model/testing/synthetic.ts';
import { armSpec, stepOf } from '../../steps/testing/arms.ts';
import { WebGpuEngine } from './webgpu-engine.ts';
import { WeightUpload } from './weight-upload.ts';

test('an arm that is closed while its step ahead compiles ends it, and leaves the device as it was', async () => {
  Object.assign(globalThis, globals);
  // Dawn's null backend checks every call and computes nothing; its memory holds anything, of weights that did not fit too.
  const instance = create(['backend=null']);
  const gpu = await openDevice(instance);
  const ended = vi.spyOn(WeightUpload.prototype, 'end').mockResolvedValue(true);
  onTestFinished(() => {
    ended.mockRestore();
    gpu.device.destroy();
  });
  const engine = new WebGpuEngine(gpu);
  const checkpoint = syntheticCheckpoint({}, { seed: 1, dtype: 'F32' });
  const arm = await engine.load(checkpoint).openArm(armSpec());
  const slice = { request: 'a', blocks: [0], sample: 'last' as const };
  await arm.step(stepOf({ ...slice, start: 0, tokens: [1] }));
  // Of a shape that no arm is warmed up for; nobody waits for it yet.
  const ahead = arm.step(stepOf({ ...slice, start: 1, tokens: [2, 3, 4] }));
  arm.destroy();
  await expect(ahead).rejects.toThrow('arm: the arm was closed');
  await gpu.device.queue.onSubmittedWorkDone();
  gpu.errors.check();
  engine.destroy();
});
