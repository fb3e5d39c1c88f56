import { describe, expect, test } from 'vitest';
import { DEFAULT_SERVING, type Serving } from './serving.ts';
import { promptOf, requestOf } from './testing/requests.ts';
import { serve } from './testing/serve.ts';

const LIMITS = { maxSequences: 8, maxTokensPerStep: 256, blocks: 40 };
const REUSE: Serving = { ...DEFAULT_SERVING, prefix: 'on' };
const late = (step: number) => ({ arrival: { step } });

/** The first slice of a request, and the moves of its step. */
function firstOf(id: string, requests: Parameters<typeof serve>[0], serving: Serving, limits = LIMITS) {
  const { plans, state } = serve(requests, limits, serving);
  const plan = plans.find(({ slices }) => slices.some((slice) => slice.request === id))!;
  const { start, tokens, blocks, sample } = plan.slices.find((slice) => slice.request === id)!;
  const { cached } = state.finished.find((each) => each.id === id)!;
  return { start, rows: tokens.length, blocks, sample, moves: plan.moves ?? [], cached };
}

describe('prefix reuse', () => {
  const requests = [requestOf('cold', 40, 3), requestOf('warm', 40, 3, late(5))];

  test('whole blocks of a prompt are found, the rest is computed', () => {
    const found = { start: 32, rows: 8, sample: 'last', moves: [], cached: 32 };
    expect(firstOf('warm', requests, REUSE)).toMatchObject({ ...found, blocks: [0, 1, expect.any(Number)] });
    expect(firstOf('warm', requests, DEFAULT_SERVING)).toMatchObject({ start: 0, rows: 40, cached: 0 });
  });

  test('while its first owner still runs, and only once they are computed', () => {
    const [first, second] = [requestOf('cold', 40, 9), requestOf('warm', 40, 3, late(1))];
    expect(firstOf('warm', [first, second], REUSE)).toMatchObject({ start: 32, blocks: [0, 1, 3] });
    const together = [first, requestOf('warm', 40, 3)];
    expect(firstOf('warm', together, REUSE)).toMatchObject({ start: 0, blocks: [3, 4, 5] });
  });

  test('of a prompt that is found whole the last token is computed, into a copy of its block', () => {
    const whole = [requestOf('cold', 48, 3), requestOf('warm', 48, 3, late(5))];
    expect(firstOf('warm', whole, REUSE)).toMatchObject({
      ...{ start: 47, rows: 1, cached: 47, blocks: [0, 1, 4] },
      moves: [{ kind: 'copy', from: 2, to: 4 }],
    });
  });

  test('a block that only the cache holds needs no copy where it is the only one to take', () => {
    const whole = [requestOf('cold', 48, 1), requestOf('warm', 48, 1, late(5))];
    const found = firstOf('warm', whole, REUSE, { ...LIMITS, blocks: 3 });
    expect(found).toMatchObject({ start: 47, blocks: [0, 1, 2], moves: [] });
  });

  test('what was generated is found like a prompt', () => {
    // The stand-in model answers 40 tokens with 1040, 1041, ...
    const prompt = [...requestOf('', 40, 1).prompt, ...Array.from({ length: 20 }, (_, i) => 1040 + i)];
    const asked = [requestOf('first', 40, 20), requestOf('next', 0, 3, { ...late(30), prompt })];
    expect(firstOf('next', asked, REUSE)).toMatchObject({ start: 48, cached: 48 });
  });

  test('another token, or another beginning, is another chain', () => {
    const other = requestOf('warm', 40, 3, { ...late(5), prompt: requests[0].prompt.with(3, 999) });
    expect(firstOf('warm', [requests[0], other], REUSE).start).toBe(0);
    const shifted = requestOf('warm', 40, 3, { ...late(5), prompt: [7, ...requests[0].prompt] });
    expect(firstOf('warm', [requests[0], shifted], REUSE).start).toBe(0);
  });

  test('what was used least recently is given up first', () => {
    const crowd = [
      ...[
        requestOf('a', 0, 1, { prompt: promptOf(1, 33) }),
        requestOf('b', 0, 1, { prompt: promptOf(2, 33), ...late(1) }),
      ],
      ...[
        requestOf('a2', 0, 1, { prompt: promptOf(1, 33), ...late(2) }),
        requestOf('c', 0, 1, { prompt: promptOf(3, 33), ...late(3) }),
      ],
      ...[
        requestOf('a3', 0, 1, { prompt: promptOf(1, 33), ...late(4) }),
        requestOf('b2', 0, 1, { prompt: promptOf(2, 33), ...late(5) }),
      ],
    ];
    const limits = { ...LIMITS, blocks: 6 };
    expect(firstOf('a3', crowd, REUSE, limits).cached).toBe(32);
    // Of b the second block went when c came; the first is still there.
    expect(firstOf('b2', crowd, REUSE, limits).cached).toBe(16);
  });
});

test('recompute-last: the last block that was found is computed again, alone in its slice and in a block of its own', () => {
  const serving: Serving = { ...DEFAULT_SERVING, prefix: 'recompute-last' };
  const requests = [requestOf('cold', 56, 3), requestOf('warm', 56, 3, { arrival: { step: 5 } })];
  const { plans } = serve(requests, LIMITS, serving);
  const slices = plans.flatMap((plan) => plan.slices.filter(({ request }) => request === 'warm'));
  expect(slices.slice(0, 2).map(({ start, tokens, sample }) => [start, tokens.length, sample])).toEqual([
    [32, 16, 'none'],
    [48, 8, 'last'],
  ]);
  expect(slices[0].blocks.slice(0, 2)).toEqual([0, 1]);
  expect(slices[0].blocks[2]).not.toBe(2);
});
