import { expect, it } from 'vitest';
import { lostWords } from './lost.ts';
import { LOST, posture } from './testing/postures.ts';

it('say which guarantee is lost, where and by how much', () => {
  expect(lostWords([posture('a', LOST, 0), posture('b', LOST, 0), posture('c', {})])).toEqual([
    'matmul invariant@1 is not invariant on this adapter: batch: 2 of 12 cases differ (a, b)',
  ]);
  expect(lostWords([posture('c', {})])).toEqual([]);
  const [replaced] = posture('d', LOST).operations;
  expect(lostWords([{ ...posture('d', { rule: 'pinned@1' }), replaced: [replaced] }])).toEqual([
    'matmul invariant@1 is not invariant on this adapter: batch: 2 of 12 cases differ; another set ran in its place (d)',
  ]);
});
