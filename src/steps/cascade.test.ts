import { describe, expect, test } from 'vitest';
import { sharedPrefix } from './cascade.ts';
import { DEFAULT_SERVING, type Serving } from './serving.ts';
import type { StepSlice } from './step-plan.ts';
import { promptOf, requestOf } from './testing/requests.ts';
import { serve } from './testing/serve.ts';

const decode = (request: string, start: number, blocks: number[]): StepSlice => ({
  ...{ request, start, blocks, tokens: [1], sample: 'last' },
});

describe('a prefix that slices share', () => {
  const two = [decode('a', 50, [0, 1, 2, 5]), decode('b', 40, [0, 1, 2])];
  const from = (prefixTokens: number, requests: number) => ({ prefixTokens, requests });

  test('is as long as all have the same blocks, and ends before what the step computes', () => {
    expect(sharedPrefix(two, from(16, 2))).toEqual({ length: 32, slices: [0, 1] });
    expect(sharedPrefix([two[0], decode('b', 33, [0, 4, 2])], from(16, 2))).toEqual({
      length: 16,
      slices: [0, 1],
    });
  });

  test('counts from its thresholds on', () => {
    expect([
      sharedPrefix(two, from(32, 2)),
      sharedPrefix(two, from(33, 2)),
      sharedPrefix(two, from(16, 3)),
      sharedPrefix(two, null),
    ]).toEqual([{ length: 32, slices: [0, 1] }, ...[null, null, null]]);
  });

  test('one request without it takes it from all', () => {
    expect(sharedPrefix([...two, decode('c', 40, [7, 8, 9])], from(16, 2))).toBeNull();
    expect(sharedPrefix([...two, { ...decode('c', 40, [0, 1, 2]), from: 8 }], from(16, 2))).toBeNull();
  });
});

test('requests that found their prompt in the cache share its attention until another one joins them', () => {
  const serving: Serving = { ...DEFAULT_SERVING, prefix: 'on', cascade: { prefixTokens: 32, requests: 2 } };
  const requests = [
    requestOf('first', 40, 1),
    ...['a', 'b'].map((id) =>
      requestOf(id, 0, 6, { prompt: [...requestOf('', 36, 1).prompt, 900], arrival: { step: 2 } }),
    ),
    requestOf('other', 0, 1, { prompt: promptOf(5, 20), arrival: { step: 4 } }),
  ];
  const limits = { maxSequences: 8, maxTokensPerStep: 128, blocks: 40 };
  const { plans } = serve(requests, limits, serving);
  expect(plans.map(({ shared }) => shared?.length ?? 0)).toEqual([0, 0, 32, 32, 0, 32, 32, 32]);
});
