import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { matmulPlan } from './matmul-plan.ts';
import { invariantChunk } from './sets/invariant.ts';
import type { MatmulShape } from './sets/rules.ts';
import { KERNEL_SETS } from './sets/sets.ts';

const shapeOf = (rows: number, terms: number, columns: number, parallelism = 64): MatmulShape => ({
  rows,
  terms,
  columns,
  parallelism,
});

const anyShape = fc.record({
  rows: fc.integer({ min: 1, max: 600 }),
  terms: fc.integer({ min: 1, max: 5_000 }),
  columns: fc.integer({ min: 1, max: 5_000 }),
  parallelism: fc.integer({ min: 1, max: 512 }),
});

describe('every set', () => {
  test.each(KERNEL_SETS)(
    '%s: chunks are consecutive, not empty, start at multiples of 4 and cover K',
    (set) => {
      fc.assert(
        fc.property(anyShape, (shape) => {
          const { chunks, terms, rule } = matmulPlan(set, shape);
          expect({ terms, rule }).toEqual({ terms: shape.terms, rule: `${set}@1` });
          expect(chunks.map((chunk) => chunk.start)).toEqual([
            0,
            ...chunks.slice(0, -1).map((chunk) => chunk.end),
          ]);
          expect(chunks.at(-1)!.end).toBe(shape.terms);
          expect(chunks.every((chunk) => chunk.start % 4 === 0 && chunk.end > chunk.start)).toBe(true);
        }),
      );
    },
  );
});

describe('invariant', () => {
  test.each([
    [36, 50],
    [160, 1024],
    [432, 160],
    [2048, 8192],
    [11_008, 4096],
  ])('K = %i, N = %i: one plan for every M from 1 to 4096', (terms, columns) => {
    const plans = Array.from({ length: 4096 }, (_, i) =>
      matmulPlan('invariant', shapeOf(i + 1, terms, columns)),
    );
    expect(new Set(plans.map((plan) => JSON.stringify(plan))).size).toBe(1);
  });

  test('N and parallelism do not matter either', () => {
    fc.assert(
      fc.property(anyShape, anyShape, (a, b) => {
        expect(matmulPlan('invariant', { ...a, terms: b.terms })).toEqual(matmulPlan('invariant', b));
      }),
    );
  });

  test.each([
    [1, 64],
    [512, 64],
    [513, 128],
    [2048, 128],
    [2049, 256],
    [16_384, 256],
  ])('K = %i is cut into chunks of %i', (terms, length) => {
    expect(invariantChunk(terms)).toBe(length);
    const { chunks } = matmulPlan('invariant', shapeOf(1, terms, 8));
    expect(chunks).toHaveLength(Math.ceil(terms / length));
    expect(chunks[0].end).toBe(Math.min(length, terms));
  });
});

describe('pinned', () => {
  test('one chunk of K, whatever else', () => {
    fc.assert(
      fc.property(anyShape, (shape) => {
        const { chunks, lanes, laneTree } = matmulPlan('pinned', shape);
        expect(chunks).toEqual([{ start: 0, end: shape.terms }]);
        expect({ lanes, laneTree }).toEqual({ lanes: 4, laneTree: 'adjacent' });
      }),
    );
  });
});

describe('variant', () => {
  test('M = 1, 8 and 64 have plans of their own', () => {
    const plans = [1, 8, 64].map((rows) => JSON.stringify(matmulPlan('variant', shapeOf(rows, 432, 160))));
    expect(new Set(plans).size).toBe(3);
  });

  test('M = 1 is a GEMV of 16 lanes, halved, without a split', () => {
    expect(matmulPlan('variant', shapeOf(1, 432, 160))).toEqual({
      operation: 'matmul',
      rule: 'variant@1',
      terms: 432,
      lanes: 16,
      laneTree: 'halving',
      chunks: [{ start: 0, end: 432 }],
    });
  });

  test.each([
    { rows: 2, terms: 512, columns: 512, parallelism: 64, splits: 8, why: '8 tiles of 8 x 64' },
    { rows: 8, terms: 512, columns: 512, parallelism: 64, splits: 8, why: '8 tiles of 8 x 64' },
    { rows: 9, terms: 512, columns: 512, parallelism: 64, splits: 4, why: '16 tiles of 32 x 32' },
    { rows: 64, terms: 512, columns: 512, parallelism: 64, splits: 2, why: '32 tiles' },
    { rows: 64, terms: 512, columns: 1024, parallelism: 64, splits: 1, why: '64 tiles are enough' },
    { rows: 65, terms: 512, columns: 512, parallelism: 64, splits: 1, why: '48 tiles: 64 / 48 is below 2' },
    { rows: 8, terms: 100, columns: 64, parallelism: 64, splits: 3, why: 'a split has at least 32 terms' },
    { rows: 8, terms: 16, columns: 64, parallelism: 64, splits: 1, why: 'less than 32 terms in all' },
    { rows: 8, terms: 512, columns: 512, parallelism: 16, splits: 2, why: '16 workgroups keep it busy' },
  ])(
    'M = $rows, K = $terms, N = $columns, P = $parallelism: $splits splits ($why)',
    ({ splits, ...shape }) => {
      const { chunks, lanes } = matmulPlan('variant', shape);
      expect(chunks).toHaveLength(splits);
      expect(lanes).toBe(4);
    },
  );
});
