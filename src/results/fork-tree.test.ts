import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { alikeArms, growTree } from './fork-tree.ts';
import type { ArmRecord, ForkNode } from './record.ts';

const leaves = (node: ForkNode, before: readonly number[] = []): { tokens: number[]; arms: number }[] => {
  const tokens = [...before, ...node.tokens];
  return node.branches.length === 0
    ? [{ tokens, arms: node.arms }]
    : node.branches.flatMap((b) => leaves(b, tokens));
};

describe('fork tree', () => {
  test('shares what is shared, and puts the larger branch first', () => {
    const streams = [
      [1, 2, 9],
      [1, 2, 3, 4],
      [1, 2, 3, 4],
    ];
    expect(growTree(streams, String)).toEqual({
      tokens: [1, 2],
      text: '1,2',
      arms: 3,
      branches: [
        { tokens: [3, 4], text: '3,4', arms: 2, branches: [] },
        { tokens: [9], text: '9', arms: 1, branches: [] },
      ],
    });
  });

  test('a stream that ends where others go on is a completion of its own', () => {
    expect(leaves(growTree([[1], [1, 2]], String))).toEqual([
      { tokens: [1], arms: 1 },
      { tokens: [1, 2], arms: 1 },
    ]);
  });

  test('leaves are the distinct streams with their counts', () => {
    const stream = fc.array(fc.integer({ min: 0, max: 2 }), { maxLength: 6 });
    fc.assert(
      fc.property(fc.array(stream, { minLength: 1, maxLength: 20 }), (streams) => {
        const counts = new Map<string, number>();
        for (const one of streams) counts.set(String(one), (counts.get(String(one)) ?? 0) + 1);
        const found = new Map(
          leaves(growTree(streams, String)).map(({ tokens, arms }) => [String(tokens), arms]),
        );
        expect(found).toEqual(counts);
      }),
    );
  });
});

test('arms are alike where they compute and draw alike, whatever that came to', () => {
  const arm = (changes: object) =>
    ({
      ...{ kernels: { matmul: 'variant' }, dtype: 'bf16', weights: 'q8', parallelism: 64 },
      requests: [{ id: 'p', role: 'probe' }],
      ...changes,
    }) as unknown as ArmRecord;
  const widths = { low: 'q4', targetBits: 6, per: 'row' };
  const several = (changes: (at: number) => object) => [0, 1, 2].map((at) => arm(changes(at)));
  const groups = alikeArms([
    ...several(() => ({})),
    ...several((at) => ({ dynamic: { ...widths, meanBits: 6 + at / 10 } })),
    ...several(() => ({ dynamic: { ...widths, per: 'batch', meanBits: 6 } })),
    ...several(() => ({ experts: { capacity: 1.25 } })),
  ]);
  expect(groups.map(({ length }) => length)).toEqual([3, 3, 3, 3]);
});
