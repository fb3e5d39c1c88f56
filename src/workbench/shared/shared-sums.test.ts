import { describe, expect, test } from 'vitest';
import { f32Bits } from '../../numerics/bits.ts';
import { matmulPlan } from '../../numerics/matmul-plan.ts';
import { sumTree } from '../../numerics/sum-tree.ts';
import { productTerms } from '../points/element-tree.ts';
import { INITIAL_SHARED, MOST_WORKERS, readSharedPlace, sharedPath } from './shared-place.ts';
import { shapeOf, sharedSums } from './shared-sums.ts';
import { sharedTree } from './shared-tree.ts';

describe.each([36, 576, 1100, INITIAL_SHARED.terms])('K = %i', (terms) => {
  const { w, x } = productTerms(terms, 'bf16', 3);
  const whole = sumTree(matmulPlan('tree', shapeOf(terms)), 'unfused', w, x).root.value;

  test('tree: the bits of one worker for every number of them', () => {
    const [{ sums }] = sharedSums(terms, 3);
    expect(sums.map(({ bits }) => bits)).toEqual(Array(MOST_WORKERS).fill(f32Bits(whole)));
  });

  test('the picture’s root is that sum, and every level has all terms once', () => {
    for (const workers of [1, 3, 8, 16]) {
      const { levels } = sharedTree(terms, 3, workers);
      expect(f32Bits(levels[0][0].value)).toBe(f32Bits(whole));
      for (const level of levels) {
        expect(level.map(({ terms: { start } }) => start)).toEqual([
          0,
          ...level.slice(0, -1).map(({ terms: { end } }) => end),
        ]);
        expect(level.at(-1)!.terms.end).toBe(terms);
      }
    }
  });
});

test('other orders come to several sums of a long row', () => {
  const results = sharedSums(INITIAL_SHARED.terms, 0).map(
    ({ sums }) => new Set(sums.map(({ bits }) => bits)).size,
  );
  expect(results[0]).toBe(1);
  expect(results[1]).toBeGreaterThan(1);
  expect(results[2]).toBeGreaterThan(1);
});

test('four workers of sixteen leaves hand on the places of the third level; what stands above is joined', () => {
  const { levels, workers } = sharedTree(512, 0, 4);
  expect(levels.map((level) => level.filter(({ handed }) => handed).length)).toEqual([0, 0, 4, 0, 0]);
  expect(levels.map((level) => level.filter(({ owner }) => owner === null).length)).toEqual([1, 2, 0, 0, 0]);
  expect(workers).toEqual([0, 128, 256, 384].map((start) => ({ start, end: start + 128 })));
});

test('of more workers than leaves some come away empty', () => {
  const { workers } = sharedTree(36, 0, 4);
  expect(workers.filter((terms) => terms !== null)).toHaveLength(2);
});

describe('a link', () => {
  test('leads to the place that wrote it', () => {
    const place = { terms: 576, column: 12, workers: 3 };
    expect(readSharedPlace(sharedPath(place))).toEqual(place);
    expect(readSharedPlace([])).toEqual(INITIAL_SHARED);
  });

  test.each([
    [['x'], 'K: expected an integer, found x'],
    [['0'], 'K: expected 1 to 65536, found 0'],
    [['576', '100000'], 'output: expected an integer from 0 to 99999, found 100000'],
    [['576', '0', '17'], 'workers: expected 1 to 16, found 17'],
    [['576', '0', '4', 'x'], 'expected nothing after the number of workers, found x'],
  ])('%j: %s', (path, message) => {
    expect(() => readSharedPlace(path)).toThrow(message);
  });
});
