import { expect, test } from 'vitest';
import { describeOnGpu } from '../../gpu/testing/describe-on-gpu.ts';
import { tuningFor } from '../../gpu/tuning.ts';
import { measureTuning } from './measure-tuning.ts';

await describeOnGpu('measured tuning', (gpu) => {
  test('is of settings that the tests run under', async () => {
    const measured = await measureTuning(gpu);
    const { busyWorkgroups, largeBlocks, meetingThreads, dispatchMicroseconds } = measured;
    const settings = [tuningFor(true), tuningFor(false)];
    expect(settings.map((tuning) => tuning.largeBlocks)).toContain(largeBlocks);
    expect(settings.map((tuning) => tuning.meetingThreads)).toContain(meetingThreads);
    expect(Math.log2(busyWorkgroups) % 1).toBe(0);
    expect(dispatchMicroseconds).toBeGreaterThan(0);
    gpu.errors.check();
  });
});
