import { expect, test } from 'vitest';
import { fakeGpu } from '../../gpu/testing/fake-gpu.ts';
import { tuningFor } from '../../gpu/tuning.ts';
import { tunedGpu } from './tuned-gpu.ts';

const MEASURED = {
  busyWorkgroups: 256,
  largeBlocks: true,
  stagedTiles: false,
  meetingThreads: 4,
  dispatchMicroseconds: 2,
};

test('what was measured before takes the place of measuring; the rest is as is known of its kind', async () => {
  const tuned = await tunedGpu(fakeGpu(false), MEASURED);
  const { dispatchMicroseconds: _, ...settings } = MEASURED;
  expect(tuned).toMatchObject({ tuning: { ...tuningFor(false), ...settings }, measured: MEASURED });
});

test('a software adapter keeps what is known of its kind, and so does one that has no memory to measure in', async () => {
  const software = fakeGpu(true);
  expect(await tunedGpu(software, MEASURED)).toBe(software);
  const gpu = fakeGpu(false);
  const limits = { ...gpu.device.limits, maxBufferSize: 1024 };
  const small = { ...gpu, device: { ...gpu.device, limits } as GPUDevice };
  expect(await tunedGpu(small, null)).toBe(small);
});
