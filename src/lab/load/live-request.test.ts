import { expect, it } from 'vitest';
import { digestOf } from '../../numerics/digest.ts';
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
