import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { f32Bits } from './bits.ts';
import type { MultiplyAddRule } from './fma.ts';
import { matmulPlan } from './matmul-plan.ts';
import { replaySum } from './replay.ts';
import { treeLeaf } from './sets/tree.ts';
import { type SharedSum, sharedInOrder, sharedSum, subtreesOf } from './shared-sum.ts';
import { randomValues } from './testing/arbitraries.ts';

const WORKERS = [1, 2, 3, 4, 8, 16];
const shapeOf = (terms: number) => ({ rows: 1, terms, columns: 64, parallelism: 64 });
const add = (a: number, b: number) => Math.fround(a + b);

/** Each worker's parts over its own terms alone, copied so that nothing else can be read. */
function shared({ parts, join }: SharedSum, rule: MultiplyAddRule, a: Float32Array, b: Float32Array): number {
  const sums = parts.map(({ terms: { start, end }, plan }) =>
    replaySum(plan, rule, a.slice(start, end), 0, b.slice(start, end), 0),
  );
  return f32Bits(join(sums, add));
}

describe('tree', () => {
  const cases = fc.record({
    terms: fc.integer({ min: 1, max: 5000 }),
    workers: fc.integer({ min: 1, max: 24 }),
    rule: fc.constantFrom<MultiplyAddRule>('fused', 'unfused'),
    seed: fc.nat(1e6),
  });

  test('any number of workers gives the bits of one', () => {
    fc.assert(
      fc.property(cases, ({ terms, workers, rule, seed }) => {
        const [a, b] = [randomValues(terms, seed), randomValues(terms, seed + 1)];
        const whole = replaySum(matmulPlan('tree', shapeOf(terms)), rule, a, 0, b, 0);
        expect(shared(sharedSum('tree', shapeOf(terms), workers), rule, a, b)).toBe(f32Bits(whole));
      }),
      { numRuns: 150 },
    );
  });

  test('the parts of all workers are all terms, each once and in order', () => {
    fc.assert(
      fc.property(cases, ({ terms, workers }) => {
        const { parts } = sharedSum('tree', shapeOf(terms), workers);
        expect(parts.map(({ terms: { start } }) => start)).toEqual([
          0,
          ...parts.slice(0, -1).map(({ terms: { end } }) => end),
        ]);
        expect(parts.at(-1)!.terms.end).toBe(terms);
        expect(parts.map(({ worker }) => worker)).toEqual(
          parts.map(({ worker }) => worker).toSorted((a, b) => a - b),
        );
        expect(parts.every(({ plan, terms: own }) => plan.terms === own.end - own.start)).toBe(true);
      }),
    );
  });

  test.each([1, 2, 4, 8, 16])('%i workers own one subtree each, and equal shares of K', (workers) => {
    for (const terms of [512, 896, 1536, 2048, 8960, 28_672]) {
      const { parts } = sharedSum('tree', shapeOf(terms), workers);
      expect(parts.map(({ terms: { start, end } }) => end - start)).toEqual(
        Array(workers).fill(terms / workers),
      );
    }
  });

  test('three workers own several', () => {
    const { parts } = sharedSum('tree', shapeOf(512), 3);
    const leaves = parts.map(({ worker, plan }) => [worker, plan.chunks.length]);
    expect(leaves).toEqual([
      [0, 4],
      [0, 1],
      [1, 1],
      [1, 2],
      [1, 2],
      [2, 2],
      [2, 4],
    ]);
  });

  test.each([
    [36, 32, 2],
    [128, 32, 4],
    [512, 32, 16],
    [576, 72, 8],
    [600, 40, 15],
    [4096, 256, 16],
    [4100, 136, 31],
    [28_672, 224, 128],
    [65_536, 512, 128],
  ])('K = %i: leaves of %i terms, %i of them', (terms, leaf, leaves) => {
    expect(treeLeaf(terms)).toBe(leaf);
    expect(matmulPlan('tree', shapeOf(terms)).chunks).toHaveLength(leaves);
  });
});

describe('negative controls: the same rows, other orders', () => {
  const [a, b] = [randomValues(1536, 5), randomValues(1536, 6)];
  const bitsOf = (sharing: (workers: number) => SharedSum) =>
    new Set(WORKERS.map((workers) => shared(sharing(workers), 'unfused', a, b)));

  test('tree: one sum', () => {
    expect(bitsOf((workers) => sharedSum('tree', shapeOf(1536), workers)).size).toBe(1);
  });

  test.each(['invariant', 'pinned', 'variant', 'split-k'] as const)(
    '%s, batch-invariant or not: other bits with other numbers of workers',
    (set) => {
      expect(bitsOf((workers) => sharedSum(set, shapeOf(1536), workers)).size).toBeGreaterThan(2);
    },
  );

  test('the tree’s own leaves, added in index order by each worker and worker by worker', () => {
    const plan = matmulPlan('tree', shapeOf(1536));
    expect(bitsOf((workers) => sharedInOrder(plan, workers)).size).toBeGreaterThan(1);
  });
});

test.each([
  [{ start: 0, end: 13 }, 13, [[0, 13]]],
  [{ start: 8, end: 13 }, 13, [[8, 13]]],
  [
    { start: 0, end: 5 },
    13,
    [
      [0, 4],
      [4, 5],
    ],
  ],
  [
    { start: 5, end: 12 },
    13,
    [
      [5, 6],
      [6, 8],
      [8, 12],
    ],
  ],
  [{ start: 3, end: 3 }, 13, []],
])('chunks %j of %i are the subtrees %j', (run, count, found) => {
  expect(subtreesOf(run, count).map(({ start, end }) => [start, end])).toEqual(found);
});
