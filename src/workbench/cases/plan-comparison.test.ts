import { describe, expect, test } from 'vitest';
import { SHAPE_NAMES } from '../../experiment/model-name.ts';
import { MATMULS } from '../../model/operations.ts';
import { KERNEL_SETS, rulesOf } from '../../numerics/sets/sets.ts';
import { namedShapes } from './named-shapes.ts';
import { comparedPlan, comparePlans, piecesOf, setsFor } from './plan-comparison.ts';
import { INITIAL_PLACE, placeOf, planPath, readPlanPlace } from './plan-place.ts';

const PRODUCT = {
  operation: 'matmul',
  dimensions: { terms: 2048, columns: 3072 },
  parallelism: 132,
} as const;

test('every set that claims invariance has one plan; the runs of any set tile M = 1 to the most', () => {
  for (const operation of ['matmul', 'rmsnorm', 'attention'] as const) {
    const question = { ...placeOf(operation).question, parallelism: 132 };
    for (const { set, runs } of comparePlans(question, 300)) {
      if (rulesOf(set).batchInvariant) expect(runs).toHaveLength(1);
      expect(runs[0].from).toBe(1);
      expect(runs.at(-1)!.to).toBe(300);
      expect(runs.slice(1).map(({ from }) => from)).toEqual(runs.slice(0, -1).map(({ to }) => to + 1));
      for (const { from, to, value } of runs)
        for (const rows of [from, to]) expect(comparedPlan(question, set, rows)).toEqual(value);
    }
  }
});

test('a change of plan is a run of its own even where the number of pieces stays', () => {
  const { runs } = comparePlans(PRODUCT).find(({ set }) => set === 'split-k')!;
  expect(runs.map(({ from, value }) => [from, piecesOf(value).count])).toEqual([
    [1, 8],
    [129, 5],
    [257, 3],
    [385, 2],
  ]);
});

test('sets without a rule of their own for an operation are not compared', () => {
  expect(setsFor('rmsnorm')).toEqual([
    'variant',
    'invariant',
    'pinned',
    'portable',
    'tree',
    'vllm-invariant',
    'sglang-deterministic',
  ]);
  expect(new Set(['matmul', 'attention'].flatMap((name) => setsFor(name as 'matmul'))).size).toBe(
    KERNEL_SETS.length,
  );
});

test('what is counted: chunks of a product, lanes where there is one chunk, splits of the keys', () => {
  const count = (set: 'variant' | 'invariant', rows: number) => piecesOf(comparedPlan(PRODUCT, set, rows));
  expect(count('variant', 1)).toEqual({ count: 16, what: 'lane' });
  expect(count('variant', 512)).toEqual({ count: 1, what: 'chunk' });
  expect(count('invariant', 1)).toEqual({ count: 16, what: 'chunk' });
});

test('named shapes are those of the models that the lab knows, each size once', () => {
  const products = namedShapes('matmul');
  expect(products.length).toBeLessThanOrEqual(SHAPE_NAMES.length * MATMULS.length);
  expect(products).toContainEqual({
    ...{ operation: 'matmul', model: 'llama-3.2-1b', product: 'down' },
    dimensions: { terms: 8192, columns: 2048 },
  });
  expect(new Set(products.map(({ dimensions }) => JSON.stringify(dimensions))).size).toBe(products.length);
});

test.each(['matmul', 'attention'] as const)(
  '%s is begun where every rule that follows M shows it',
  (operation) => {
    const { question } = placeOf(operation);
    const following = comparePlans(question).filter(({ set }) => !rulesOf(set).batchInvariant);
    expect(following.length).toBeGreaterThan(1);
    for (const { set, runs } of following) expect([set, runs.length > 3]).toEqual([set, true]);
  },
);

describe('addresses', () => {
  test.each([
    INITIAL_PLACE,
    { ...placeOf('attention'), set: 'flashinfer' as const, rows: 512 },
    { question: PRODUCT, set: 'split-k' as const, rows: 129 },
  ])('lead back: %j', (place) => {
    expect(readPlanPlace(planPath(place))).toEqual(place);
  });

  test.each([
    [[], 'operation: expected one of'],
    [['matmul', '0'], 'K: expected an integer from 1'],
    [['matmul', '8', '8', '64', 'flashinfer'], 'flashinfer has no rule of its own for matmul'],
    [['matmul', '8', '8', '64', 'split-k', '513'], 'M: expected 1 to 512'],
    [['attention', '4', '3'], 'KV heads: expected a divisor'],
    [['rmsnorm', '8', '64', 'variant', '1', '2'], 'expected nothing after M'],
  ])('%j is refused: %s', (path, words) => {
    expect(() => readPlanPlace(path)).toThrow(words);
  });
});
