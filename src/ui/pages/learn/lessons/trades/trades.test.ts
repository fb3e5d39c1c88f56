/** What the lesson and its guide say of scales, widths, budgets and answers: computed here, and falls with its sentence. */
import { describe, expect, test } from 'vitest';
import type { LoadRequest } from '../../../../../results/load/load-record.ts';
import { answersOf, elsewhere, longestWait } from './answers.ts';
import { MOST_DRAFTED, ordersByDrafts } from './draft-case.ts';
import { ASKED, EFFORT, effortRun, isHalved, RIGHT_BY_BUDGET, rightAtMost } from './effort-case.ts';
import { heldRows, isLost, LOUDNESS, leastLoud, WATCHED, YOURS } from './scale-case.ts';
import { DRAFTS, LOUD, OTHER_MODEL, PRECISION, QUEUES } from './trades-experiments.ts';

describe('one scale for all', () => {
  test('your 2 is lost to the loud neighbour of the preset, not to a quiet one', () => {
    expect(leastLoud()).toBe(528);
    expect([isLost(94), isLost(500)]).toEqual([false, false]);
    expect(YOURS[WATCHED]).toBe(2);
  });

  test('a scale of its own leaves a row alone, whoever is beside it; a quieter one changes neither', () => {
    const alone = heldRows(0).perRow;
    for (const loudness of LOUDNESS) {
      expect(heldRows(loudness).perRow).toEqual(alone);
      const { perTensor } = heldRows(loudness);
      if (loudness <= Math.max(...YOURS)) expect(perTensor).toEqual(alone);
      else expect(perTensor.scale).toBeGreaterThan(alone.scale);
    }
  });
});

test('drafts: one cliff under the variant set, at the first guess; none under the invariant one', () => {
  expect(ordersByDrafts('variant').join('')).toBe(`A${'B'.repeat(MOST_DRAFTED)}`);
  expect(ordersByDrafts('invariant').join('')).toBe('A'.repeat(MOST_DRAFTED + 1));
});

describe('effort', () => {
  test('nine behind you leave 96 of 160 tokens and halve the right answers, eight do not', () => {
    expect(effortRun(9, true).tokens).toBe(96);
    expect([8, 9].map(isHalved)).toEqual([false, true]);
    expect(rightAtMost(96) / rightAtMost(ASKED)).toBeLessThan(0.5);
  });

  test('whole answers are whole whoever waits; the others shrink to the least and are complete sooner', () => {
    for (const behind of [0, EFFORT.from, 9, EFFORT.to, 20]) {
      const [whole, shrunk] = [false, true].map((shrinking) => effortRun(behind, shrinking));
      expect(whole.tokens).toBe(ASKED);
      expect(shrunk.last).toBeLessThan(whole.last);
      if (behind <= EFFORT.from) expect(shrunk.tokens).toBe(ASKED);
      expect(shrunk.first).toBeLessThanOrEqual(whole.first);
      if (behind >= EFFORT.to) expect(shrunk.tokens).toBe(EFFORT.least);
    }
  });

  test('a share is that of the next budget that was measured', () => {
    expect([1, 32, 33, 160].map(rightAtMost)).toEqual([
      ...[RIGHT_BY_BUDGET[0][1], RIGHT_BY_BUDGET[0][1], RIGHT_BY_BUDGET[1][1], RIGHT_BY_BUDGET[4][1]],
    ]);
    expect(() => rightAtMost(161)).toThrow('measured up to 160');
  });
});

describe('answers of who asked the same', () => {
  const request = (text: string, rest: Partial<LoadRequest> = {}) =>
    ({ text, arrived: 5, tokenTimes: [7], ...rest }) as LoadRequest;

  test('are counted, the most given first, with where they part', () => {
    const requests = ['so it is', 'so it was', 'so it was'].map((text) => request(text));
    expect(answersOf({ requests })).toEqual([
      { text: 'so it was', count: 2, parts: 6 },
      { text: 'so it is', count: 1, parts: 6 },
    ]);
    expect(answersOf({ requests: [request('so')] })).toEqual([{ text: 'so', count: 1, parts: 0 }]);
  });

  test('who answered elsewhere is told by the route, or by the list of faults where there is one', () => {
    const requests = [
      request('', { route: { replica: 1 } }),
      request('', { route: { replica: 0 } }),
      request(''),
    ];
    expect(elsewhere({ requests })).toBe(1);
    expect(elsewhere({ requests, faults: { misrouted: ['a', 'b'] } })).toBe(2);
  });

  test('who was given nothing has no wait', () => {
    const late = request('', { tokenTimes: [30, 40] });
    expect(longestWait({ requests: [request(''), late, request('', { tokenTimes: [] })] })).toBe(25);
  });
});

test('the experiments are what the lesson says of them', () => {
  expect(PRECISION.arms.map(({ limits }) => limits.blocks)).toEqual([56, 56, 56]);
  expect(PRECISION.limits).toEqual({ ttft: 500, tpot: 20 });
  expect(LOUD.arms.map(({ weights, kernels }) => [weights, kernels.matmul])).toEqual(
    Array.from({ length: 4 }, () => ['q8', 'invariant']),
  );
  expect(DRAFTS.requests.map(({ maxNewTokens }) => maxNewTokens)).toEqual([48]);
  expect([OTHER_MODEL.requests.length, QUEUES.clock]).toEqual([12, PRECISION.clock]);
  expect(QUEUES.crowd?.arrivals).toMatchObject({ kind: 'poisson', perSecond: 90 });
});
