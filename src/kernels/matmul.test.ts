import { describe, expect, test } from 'vitest';
import { matmulPlan } from '../numerics/matmul-plan.ts';
import { chunkBounds, matmulTiling, matmulWorkgroups } from './matmul.ts';

const shape = { terms: 432, columns: 160, parallelism: 64 };
const planOf = (set: 'invariant' | 'variant' | 'pinned', rows: number) => matmulPlan(set, { ...shape, rows });

describe('matmulTiling', () => {
  test.each([
    ['invariant', 1, 'row'],
    ['invariant', 2, 'row'],
    ['invariant', 3, 'skinny'],
    ['invariant', 8, 'skinny'],
    ['invariant', 9, 'square'],
    ['variant', 1, 'gemv'],
    ['variant', 8, 'skinny'],
    ['variant', 9, 'square'],
    ['pinned', 1, 'square'],
    ['pinned', 64, 'square'],
  ] as const)('%s, M = %i: %s', (set, rows, form) => {
    expect(matmulTiling(planOf(set, rows), rows, 160).form).toBe(form);
  });

  test('few workgroups take a part for each chunk, many take all chunks in turn', () => {
    const plan = planOf('invariant', 1);
    expect(matmulTiling(plan, 1, 160).parts).toBe(7);
    expect(matmulTiling(plan, 512, 160).parts).toBe(1);
  });

  test('the variant set always spreads its splits: that is what they are for', () => {
    const plan = planOf('variant', 33);
    expect(plan.chunks.length).toBeGreaterThan(1);
    expect(matmulTiling(plan, 33, 160).parts).toBe(plan.chunks.length);
  });
});

test.each([
  [{ form: 'gemv', parts: 1 }, 1, 33, [2, 1, 1]],
  [{ form: 'row', parts: 7 }, 2, 32, [1, 2, 7]],
  [{ form: 'skinny', parts: 3 }, 9, 17, [2, 2, 3]],
  [{ form: 'square', parts: 1 }, 33, 40, [5, 2, 1]],
] as const)('workgroups of %j for %i rows and %i quads: %j', (tiling, rows, quads, workgroups) => {
  expect(matmulWorkgroups(tiling, rows, quads)).toEqual(workgroups);
});

test('chunk bounds are in groups of four terms, the last one rounded up', () => {
  const plan = matmulPlan('invariant', { ...shape, rows: 1, terms: 102 });
  expect(chunkBounds(plan)).toEqual([0, 16, 26]);
});
