import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseExperiment } from '../experiment/schema.ts';
import { fakeGpu } from '../gpu/testing/fake-gpu.ts';
import { OPERATIONS } from '../numerics/operations.ts';
import { KERNEL_SETS } from '../numerics/sets/sets.ts';
import { initialDimensions, readPlace } from '../workbench/cases/setup.ts';
import { decodes } from './case-lists.ts';
import { ourArm } from './our-arms.ts';

type Json = ReturnType<typeof JSON.parse>;

describe('the fast kernels', () => {
  const needle: Json = JSON.parse(readFileSync('experiments/needle.json', 'utf8'));

  test.each<readonly [string, unknown]>([
    ['all operations', 'fast'],
    ...OPERATIONS.map(
      (operation) =>
        [
          operation,
          { matmul: 'invariant', rmsnorm: 'invariant', attention: 'invariant', [operation]: 'fast' },
        ] as const,
    ),
  ])('cannot enter an experiment: %s', (_, kernels) => {
    const experiment = structuredClone(needle);
    experiment.arms[0].kernels = kernels;
    expect(() => parseExperiment(experiment)).toThrow('fast');
    experiment.arms[0].kernels = 'invariant';
    expect(() => parseExperiment(experiment)).not.toThrow();
  });

  test('are no kernel set, so that no page and no command offers them', () => {
    expect(KERNEL_SETS).not.toContain('fast');
    const matmul = ['matmul', ...Object.values(initialDimensions('matmul')).map(String)];
    expect(readPlace([...matmul, 'variant']).setup.set).toBe('variant');
    expect(() => readPlace([...matmul, 'fast'])).toThrow('found fast');
  });

  test('run by plans that only split keys: on a GPU by 128 as far as they fill it, on a software adapter by 64', () => {
    const [short] = decodes([1], [64]);
    const [long] = decodes([1], [1024]);
    const [gpu, software] = [fakeGpu(false), fakeGpu(true)];
    expect(ourArm(gpu, short, 'fast', 'f32', 3).spec).toMatchObject({
      kernels: { attention: 'variant' },
      parallelism: 3,
    });
    expect(ourArm(gpu, long, 'fast', 'f32', 3).spec.parallelism).toBe(24);
    expect(ourArm(software, long, 'fast', 'f32', 3).spec.kernels.attention).toBe('invariant');
  });
});
