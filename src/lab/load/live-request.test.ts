import { expect, it } from 'vitest';
import type { TextCodec } from '../../model/tokenizer.ts';
import { digestOf } from '../../numerics/digest.ts';
import type { LoadOutcome } from '../../results/load/load-record.ts';
import { LiveRequest } from './live-request.ts';
import type { Incoming } from './load-source.ts';
import type { Progress } from './resumed.ts';

const INCOMING: Incoming = {
  ...{ id: 'a', role: 'clean', tier: 0, arrived: 0 },
  ...{ promptTokens: [1], maxNewTokens: 2, stopTokens: [] },
};

/** A request that was given so many tokens before its run was broken off. */
function given(tokens: number): Progress {
  return {
    tokens: Array.from({ length: tokens }, (_, at) => ({
      token: 7,
      digest: digestOf(new Float32Array(1)),
      at,
    })),
    ...{ shadows: [], drops: [], admitted: 0, preempted: 0, swapped: 0, cached: 0, evicted: 0 },
    ...{ budget: null, dropped: 0 },
  };
}

it('goes on where a token is left to give', () => {
  const live = new LiveRequest(INCOMING, 0);
  live.takeUp(given(1));
  expect(live.tokens).toEqual([7]);
});

it('refuses lines of one that was given every token and has no line of its own', () => {
  const live = new LiveRequest(INCOMING, 0);
  expect(() => live.takeUp(given(2))).toThrow(
    'lines to go on from: expected a request line of a, which was given all its 2 tokens, found none',
  );
});

it('is right where its answer is, and not where it got none; who is under way is neither', () => {
  const tokenizer = { decode: (ids: readonly number[]) => ids.map((id) => `${id}`).join('') };
  const passedOf = (answer: string, outcome: LoadOutcome) => {
    const live = new LiveRequest({ ...INCOMING, answer: { answer, scoring: 'exact' } }, 0);
    live.takeUp(given(1));
    return live.toRecord(tokenizer as TextCodec, 1, outcome).passed;
  };
  const done = { kind: 'done', reason: 'length' } as const;
  expect([passedOf('7', done), passedOf('8', done)]).toEqual([true, false]);
  expect(passedOf('7', { kind: 'failed', message: 'lost' })).toBe(false);
  expect(passedOf('7', { kind: 'unfinished' })).toBeUndefined();
  const ungraded = new LiveRequest(INCOMING, 0).toRecord(tokenizer as TextCodec, 1, done);
  expect(ungraded).not.toHaveProperty('passed');
});
