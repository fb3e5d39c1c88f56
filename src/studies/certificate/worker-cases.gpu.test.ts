import { expect, test } from 'vitest';
import { describeOnGpu } from '../../gpu/testing/describe-on-gpu.ts';
import type { Findings } from './comparison.ts';
import { DeviceProbes } from './device-probes.ts';
import { WORKERS, workerCases, workerControls } from './worker-cases.ts';

await describeOnGpu('workers that share K', (gpu) => {
  const differing = async (findings: Findings) => {
    const counts: number[] = [];
    for await (const finding of findings)
      counts.push('comparison' in finding ? finding.comparison.differing : Number.NaN);
    return counts;
  };

  test('each by the device’s kernels on its own terms: the tree gives one sum, invariant and index order do not', async () => {
    const probes = new DeviceProbes(gpu);
    const options = { probes, form: 'short', activations: 'bf16', weights: 'bf16' } as const;
    try {
      expect(await differing(workerCases({ ...options, set: 'tree' }))).toEqual(WORKERS.map(() => 0));
      for (const others of [
        await differing(workerCases({ ...options, set: 'invariant' })),
        await differing(workerControls({ ...options, set: 'tree' })),
      ])
        expect(
          others.every((count) => count > 0),
          `${others}`,
        ).toBe(true);
    } finally {
      probes.close();
    }
  });
});
