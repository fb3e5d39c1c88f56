import { describe, expect, test } from 'vitest';
import { CpuEngine } from '../../engines/cpu/cpu.ts';
import { idModel } from '../../lab/testing/fake-engine.ts';
import { PACKED_DTYPES } from '../../numerics/dtypes.ts';
import { allOperations } from '../../numerics/sets/kernel-sets.ts';
import { cellLost, cellStands, invarianceLost } from '../../results/certificate-cell.ts';
import { certify } from './certify.ts';
import type { Findings } from './comparison.ts';
import { REPLAY_PROBES, replayProbes } from './replay-probes.ts';
import { columnsOf } from './summary.ts';
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

describe('in a certificate', () => {
  const certifySet = (set: 'tree' | 'invariant', probes = REPLAY_PROBES) => {
    const claim = {
      kernels: allOperations(set),
      activations: 'bf16',
      weights: 'bf16',
      formats: ['bf16'],
    } as const;
    const options = {
      engine: new CpuEngine(),
      gpu: null,
      model: idModel(),
      key: 'k',
      form: 'short',
    } as const;
    return certify({ ...options, claims: [claim], operations: ['matmul'], probes });
  };

  test('products of the tree have a cell of workers, which stands; those of invariant have none', async () => {
    const [tree, invariant] = [await certifySet('tree'), await certifySet('invariant')];
    expect(tree.cells.map(({ invariance }) => invariance)).toEqual(['batch', 'workers']);
    expect(tree.cells.every(cellStands)).toBe(true);
    expect(columnsOf(tree)).toContain('workers');
    expect(invariant.cells.map(({ invariance }) => invariance)).toEqual(['batch']);
    expect(columnsOf(invariant)).not.toContain('workers');
  });

  test('kernels that add its chunks in index order lose that cell alone', async () => {
    const { cells } = await certifySet('tree', {
      ...REPLAY_PROBES,
      matmul: (product, { chunkTree, ...inOrder }, ...rest) =>
        REPLAY_PROBES.matmul(product, inOrder, ...rest),
    });
    expect(cells.filter(cellLost).map(({ invariance }) => invariance)).toEqual(['workers']);
    expect(cells.some(invarianceLost)).toBe(false);
  });
});
