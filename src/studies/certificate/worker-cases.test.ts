import { describe, expect, test } from 'vitest';
import { PACKED_DTYPES } from '../../numerics/dtypes.ts';
import type { Findings } from './comparison.ts';
import { REPLAY_PROBES, replayProbes } from './replay-probes.ts';
import { WORKERS, type WorkerOptions, workerCases, workerControls } from './worker-cases.ts';

const OPTIONS: WorkerOptions = {
  ...{ probes: REPLAY_PROBES, set: 'tree', form: 'short', activations: 'bf16', weights: 'bf16' },
};

/** Outputs that differ, by case. */
async function differing(findings: Findings): Promise<number[]> {
  const counts: number[] = [];
  for await (const finding of findings)
    counts.push('comparison' in finding ? finding.comparison.differing : Number.NaN);
  return counts;
}

describe('workers that share K', () => {
  test.each(PACKED_DTYPES)('tree, %s weights: no sum follows how many they are', async (weights) => {
    expect(await differing(workerCases({ ...OPTIONS, weights }))).toEqual(WORKERS.map(() => 0));
  });

  test('tree where multiply and add are fused', async () => {
    const probes = replayProbes('fused');
    expect(await differing(workerCases({ ...OPTIONS, probes }))).toEqual(WORKERS.map(() => 0));
  });

  test.each(['invariant', 'pinned', 'variant'] as const)('%s: sums follow it', async (set) => {
    const counts = await differing(workerCases({ ...OPTIONS, set }));
    expect(counts.every((count) => count > 0)).toBe(true);
  });

  test('the control, the same leaves in index order, sees that', async () => {
    const counts = await differing(workerControls(OPTIONS));
    expect(counts.length).toBeGreaterThan(1);
    expect(counts.every((count) => count > 0)).toBe(true);
  });
});
