import { expect, it } from 'vitest';
import { sumTree } from '../numerics/sum-tree.ts';
import { treeLayout } from './tree-layout.ts';

const terms = Float32Array.from({ length: 16 }, (_, i) => 1 / (i + 3));
const ones = new Float32Array(16).fill(1);
const plan = (chunks: number) => ({
  operation: 'matmul' as const,
  rule: 'variant@1',
  terms: 16,
  lanes: 4,
  laneTree: 'adjacent' as const,
  chunks: Array.from({ length: chunks }, (_, i) => ({
    start: (i * 16) / chunks,
    end: ((i + 1) * 16) / chunks,
  })),
});

it('draws one chunk as a balanced tree of its lanes', () => {
  const { dots, edges, leaves } = treeLayout(sumTree(plan(1), 'unfused', terms, ones).root);
  expect(leaves).toBe(4);
  expect(dots).toHaveLength(7);
  expect(edges).toHaveLength(6);
  expect(dots.filter(({ node }) => node.kind === 'lane').map(({ x, y }) => [x, y])).toEqual([
    [0.125, 1],
    [0.375, 1],
    [0.625, 1],
    [0.875, 1],
  ]);
  expect(dots.at(-1)).toMatchObject({ x: 0.5, y: 0 });
});

it('draws chunks one after the other, and every error as a share of the largest', () => {
  const { dots } = treeLayout(sumTree(plan(4), 'unfused', terms, ones).root);
  expect(dots.filter(({ node }) => node.kind === 'chunks')).toHaveLength(3);
  expect(Math.max(...dots.map(({ error }) => error))).toBe(1);
  expect(Math.min(...dots.map(({ y }) => y))).toBe(0);
});

it('draws a sum without any rounding', () => {
  const { dots } = treeLayout(sumTree(plan(1), 'unfused', ones, ones).root);
  expect(dots.every(({ error }) => error === 0)).toBe(true);
});
