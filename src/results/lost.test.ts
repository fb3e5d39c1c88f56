import { expect, it } from 'vitest';
import { lostWords } from './lost.ts';
import type { OperationPosture, Posture } from './posture.ts';

const OPERATIONS = ['matmul', 'rmsnorm', 'attention', 'whole model'] as const;

const posture = (arm: string, change: Partial<OperationPosture>, only?: number): Posture => ({
  ...{ arm, activations: 'bf16', weights: ['bf16'], sampler: 'greedy', grounds: 'short certificate' },
  replaced: [],
  operations: OPERATIONS.map((operation, i) => ({
    ...{ operation, rule: 'invariant@1', standing: 'certified', covered: ['batch', 'cache'], reasons: [] },
    ...(only === undefined || only === i ? change : {}),
  })),
});

const lost = { standing: 'lost', covered: [], reasons: ['batch: 2 of 12 cases differ'] } as const;

it('say which guarantee is lost, where and by how much', () => {
  expect(lostWords([posture('a', lost, 0), posture('b', lost, 0), posture('c', {})])).toEqual([
    'matmul invariant@1 is not invariant on this adapter: batch: 2 of 12 cases differ (a, b)',
  ]);
  expect(lostWords([posture('c', {})])).toEqual([]);
  const [replaced] = posture('d', lost).operations;
  expect(lostWords([{ ...posture('d', { rule: 'pinned@1' }), replaced: [replaced] }])).toEqual([
    'matmul invariant@1 is not invariant on this adapter: batch: 2 of 12 cases differ; another set ran in its place (d)',
  ]);
});
