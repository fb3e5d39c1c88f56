import { expect, it } from 'vitest';
import type { LoadRequest } from '../../results/load/load-record.ts';
import { jobFingerprint } from './job-fingerprint.ts';
import { latencyOf } from './measure-latency.ts';
import { meanMargin } from './measure-margins.ts';

it('takes margins up to and with the fork, the earliest of several', () => {
  const answer = { tokens: [1, 2, 3, 4], margins: [1, 3, 5, 7] };
  expect(meanMargin(answer, [])).toBe(4);
  expect(meanMargin(answer, [{ tokens: [1, 2, 3, 4] }])).toBe(4);
  expect(meanMargin(answer, [{ tokens: [1, 9, 3, 4] }])).toBe(2);
  expect(meanMargin(answer, [{ tokens: [1, 2, 9] }, { tokens: [9] }])).toBe(1);
  // One that ended chose no token there.
  expect(meanMargin(answer, [{ tokens: [1, 2] }])).toBe(2);
});

it('has no margin where none was kept, or there is no token', () => {
  expect(meanMargin({ tokens: [1], margins: null }, [])).toBeNull();
  expect(meanMargin({ tokens: [], margins: [] }, [])).toBeNull();
});

it('counts times from an answer’s own arrival, and of one token none between', () => {
  const done = { kind: 'done', reason: 'length' } as const;
  const times = (arrived: number, ...tokenTimes: number[]) => ({ arrived, tokenTimes, outcome: done });
  expect(latencyOf(times(5, 7, 10, 17))).toEqual({ ttft: 2, tpot: 5, e2el: 12 });
  expect(latencyOf(times(5, 7))).toEqual({ ttft: 2, tpot: null, e2el: 2 });
});

it('has no times of an answer that was refused, or of a run without a clock', () => {
  const none = { ttft: null, tpot: null, e2el: null };
  const refused: LoadRequest['outcome'] = { kind: 'refused', message: 'full' };
  expect(latencyOf({ arrived: 0, tokenTimes: [3], outcome: refused })).toEqual(none);
  expect(latencyOf(null)).toEqual(none);
});

it('tells the order of fingerprints, and where one ends', () => {
  const prints = [['a', 'b'], ['b', 'a'], ['ab'], ['a', 'b', '-']].map(jobFingerprint);
  expect(new Set(prints).size).toBe(4);
});
