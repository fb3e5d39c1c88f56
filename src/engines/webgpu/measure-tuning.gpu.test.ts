import { expect, test } from 'vitest';
import { describeOnGpu } from '../../gpu/testing/describe-on-gpu.ts';
import { tuningFor } from '../../gpu/tuning.ts';
import { measureTuning } from './measure-tuning.ts';
import { tunedGpu } from './tuned-gpu.ts';

await describeOnGpu('measured tuning', (gpu) => {
  test('is of settings that the tests run under, and what it measured with is freed', async () => {
    const measured = await measureTuning(gpu);
    const { busyWorkgroups, largeBlocks, meetingThreads, dispatchMicroseconds } = measured;
    const settings = [tuningFor(true), tuningFor(false)];
    expect(settings.map((tuning) => tuning.largeBlocks)).toContain(largeBlocks);
    expect(settings.map((tuning) => tuning.meetingThreads)).toContain(meetingThreads);
    expect(Math.log2(busyWorkgroups) % 1).toBe(0);
    expect(dispatchMicroseconds).toBeGreaterThan(0);
    gpu.errors.check();
  });

  test('what was measured before takes the place of measuring, and a software adapter keeps what is known of its kind', async () => {
    const known = { busyWorkgroups: 256, largeBlocks: false, meetingThreads: 128, dispatchMicroseconds: 2 };
    expect(await tunedGpu({ ...gpu, software: true }, known)).toMatchObject({ tuning: gpu.tuning });
    const tuned = await tunedGpu({ ...gpu, software: false }, known);
    expect(tuned.tuning).toMatchObject({ busyWorkgroups: 256, largeBlocks: false, meetingThreads: 128 });
    expect(tuned.measured).toBe(known);
  });
});
