import { expect, test } from 'vitest';
import { fairnessOf } from './fairness.ts';
import type { LoadRequest } from './load-record.ts';

/** Came at 0 and got its tokens evenly, the first at `first`. */
function request(id: string, changes: Partial<LoadRequest> & { readonly first?: number }): LoadRequest {
  const { first = 10, ...rest } = changes;
  return {
    ...{ id, role: 'clean', tier: 0, promptTokens: 4, arrived: 0, admitted: 0, tokens: [1, 2], text: '' },
    ...{ tokenTimes: [first, 20], ended: 20, outcome: { kind: 'done', reason: 'length' }, fingerprint: null },
    ...{ preempted: 0, swapped: 0, cached: 0, evicted: 0 },
    ...rest,
  };
}

test('is 1 where all get tokens as fast, and falls where some get none', () => {
  const alike = ['a', 'b', 'c'].map((id) => request(id, {}));
  expect(fairnessOf(alike)!.jain).toBeCloseTo(1);
  const refused = request('d', { tokens: [], tokenTimes: [], outcome: { kind: 'refused', message: 'full' } });
  expect(fairnessOf([...alike, refused])!.jain).toBeCloseTo(0.75);
  // Twice as slow: rates 2, 2, 2, 1.
  expect(fairnessOf([...alike, request('e', { ended: 40 })])!.jain).toBeCloseTo(49 / (4 * 13));
});

test('tells tiers and replicas apart, and leaves out whoever was still there', () => {
  const of = [
    request('a', { first: 4 }),
    request('b', { tier: 1, first: 8, route: { replica: 1 } }),
    request('c', { tier: 1, first: 12, route: { replica: 1 } }),
    request('d', { tier: 1, ended: null, outcome: { kind: 'unfinished' } }),
  ];
  const { groups } = fairnessOf(of)!;
  expect(
    groups.map(({ tier, replica, requests, done, ttft }) => [tier, replica, requests, done, ttft!.p50]),
  ).toEqual([
    [0, 0, 1, 1, 4],
    [1, 1, 2, 2, 10],
  ]);
  expect(fairnessOf(of.slice(3))).toBeNull();
});
