import { expect, test } from 'vitest';
import { tileGrid } from './tile-grid.ts';

const shape = { terms: 512, columns: 512, parallelism: 64 };

test.each([
  [8, 8, 8, 64],
  [16, 16, 4, 64],
  [64, 32, 2, 64],
  [96, 48, 1, 48],
  [97, 64, 1, 64],
])('variant at M = %i: %i tiles in %i parts, %i workgroups', (rows, tiles, parts, workgroups) => {
  expect(tileGrid('variant', { ...shape, rows })).toMatchObject({ tiles, parts, workgroups });
});

test('the invariant set spreads its chunks where tiles are few and walks them where they are many', () => {
  expect(tileGrid('invariant', { ...shape, rows: 8 })).toMatchObject({ tiles: 8, parts: 8, workgroups: 64 });
  expect(tileGrid('invariant', { ...shape, rows: 128 })).toMatchObject({
    tiles: 64,
    parts: 1,
    workgroups: 64,
  });
});

test('the pinned set keeps its tile and never splits', () => {
  expect(tileGrid('pinned', { ...shape, rows: 1 })).toMatchObject({ tiles: 16, parts: 1, workgroups: 16 });
});
