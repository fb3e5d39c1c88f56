import { describe, expect, test } from 'vitest';
import { tuningFor } from '../gpu/tuning.ts';
import { matmulPlan } from '../numerics/matmul-plan.ts';
import { chunkBounds, matmulCall, matmulTiling } from './matmul.ts';

const shape = { terms: 432, columns: 160, parallelism: 64 };
const GPU = tuningFor(false);
const SOFTWARE = tuningFor(true);
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
  ] as const)('GPU, %s, M = %i: %s', (set, rows, form) => {
    expect(matmulTiling(planOf(set, rows), rows, 160, GPU).form).toBe(form);
  });

  test.each([
    ['invariant', 1, 'row'],
    ['invariant', 2, 'row'],
    ['invariant', 3, 'block'],
    ['invariant', 64, 'block'],
    ['variant', 1, 'gemv'],
    ['variant', 8, 'block'],
    ['pinned', 1, 'block'],
    ['pinned', 64, 'block'],
  ] as const)('software adapter, %s, M = %i: %s', (set, rows, form) => {
    expect(matmulTiling(planOf(set, rows), rows, 160, SOFTWARE).form).toBe(form);
  });

  test.each(['invariant', 'variant'] as const)(
    'GPU, %s: few workgroups take a part for each chunk, many take all chunks in turn',
    (set) => {
      const plan = planOf(set, 33);
      expect(plan.chunks.length).toBeGreaterThan(1);
      expect(matmulTiling(plan, 33, 160, GPU).parts).toBe(plan.chunks.length);
      expect(matmulTiling(plan, 512, 160, GPU).parts).toBe(1);
    },
  );

  test('GPU: whatever the variant rule splits for want of workgroups is spread', () => {
    for (let rows = 2; rows <= 600; rows++) {
      for (const columns of [64, 160, 1024]) {
        const plan = matmulPlan('variant', { ...shape, columns, rows });
        const { parts } = matmulTiling(plan, rows, columns, GPU);
        expect(parts, `M=${rows} N=${columns}`).toBe(plan.chunks.length);
      }
    }
  });

  test.each(['invariant', 'variant'] as const)(
    'software adapter, %s: chunks are spread only where there is a single workgroup',
    (set) => {
      const plan = planOf(set, 8);
      expect(matmulTiling(plan, 8, 160, SOFTWARE).parts).toBe(1);
      expect(matmulTiling(plan, 8, 64, SOFTWARE).parts).toBe(plan.chunks.length);
    },
  );
});

test.each([
  [{ form: 'gemv', parts: 1 }, 1, 33, [2, 1, 1]],
  [{ form: 'row', parts: 7 }, 2, 32, [1, 2, 7]],
  [{ form: 'skinny', parts: 3 }, 9, 17, [2, 2, 3]],
  [{ form: 'square', parts: 1 }, 33, 40, [5, 2, 1]],
  [{ form: 'block', parts: 1 }, 33, 40, [3, 5, 1]],
] as const)('workgroups of %j for %i rows and %i quads: %j', (tiling, rows, quads, workgroups) => {
  const plan = planOf('invariant', rows);
  const buffers = { x: 'x', weights: ['w'], bounds: 'bounds', partials: 'partials' };
  const call = matmulCall(buffers, plan, tiling, { rows, groups: 40, quads });
  expect(call.workgroups).toEqual(workgroups);
  expect(call.parts).toBe(tiling.parts);
});

test('chunk bounds are in groups of four terms, the last one rounded up', () => {
  const plan = matmulPlan('invariant', { ...shape, rows: 1, terms: 102 });
  expect(chunkBounds(plan)).toEqual([0, 16, 26]);
});
