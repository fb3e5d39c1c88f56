import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  addToSplit,
  commitSplit,
  createSplitQueue,
  drainSplit,
  isSplitDone,
  type SplitLimits,
  type SplitPlan,
  type SplitQueue,
  scheduleSplit,
} from './disaggregated.ts';
import type { FinishedRequest, NewRequest } from './request.ts';
import { DEFAULT_SERVING, type Serving } from './serving.ts';
import { anyMemory, anyPolicy, anyTraffic } from './testing/arbitrary-servings.ts';
import { KvMemory } from './testing/kv-memory.ts';
import { sampledTokens } from './testing/serve.ts';

function serveSplit(
  requests: readonly NewRequest[],
  limits: SplitLimits,
  serving: Serving,
  check?: (plan: SplitPlan, after: SplitQueue) => void,
): readonly FinishedRequest[] {
  const [prompts, decodes] = [new KvMemory(), new KvMemory()];
  const finished: FinishedRequest[] = [];
  let state = addToSplit(createSplitQueue(limits), requests, limits);
  for (let step = 0; !isSplitDone(state); step++) {
    if (step > 5000) throw new Error('the queues do not drain');
    const plan = scheduleSplit(state, limits, serving, { step, ms: 10 * step });
    for (const each of plan.handOvers) prompts.handOver(decodes, each);
    prompts.step(state.prefill, plan.prefill);
    decodes.step(state.decode, plan.decode);
    const outcome = { prefill: sampledTokens(plan.prefill), decode: sampledTokens(plan.decode) };
    state = commitSplit(state, plan, outcome);
    check?.(plan, state);
    const [gone, left] = drainSplit(state);
    finished.push(...gone);
    state = left;
  }
  expect([state.prefill.pool.room, state.decode.pool.room]).toEqual([
    limits.prefill.blocks,
    limits.decode.blocks,
  ]);
  return finished;
}

const request = (id: string, prompt: number, maxNewTokens: number): NewRequest => ({
  ...{ id, maxNewTokens, stopTokens: [], arrival: { step: 0 } },
  prompt: Array.from({ length: prompt }, (_, i) => i),
});

test('prompts are computed in one arm and decoded in the other, and every row finds its own keys', () => {
  const servings = fc.record({
    ...{ policy: anyPolicy, memory: anyMemory },
    prefix: fc.constantFrom<Serving['prefix']>('off', 'on'),
    packing: fc.constantFrom<Serving['packing']>('off', 'masked'),
  });
  fc.assert(
    fc.property(anyTraffic, servings, fc.integer({ min: 0, max: 6 }), ({ requests, limits }, some, spare) => {
      const both = { prefill: limits, decode: { ...limits, blocks: limits.blocks + spare } };
      const serving = { ...DEFAULT_SERVING, ...some, disaggregated: true };
      const finished = serveSplit(requests, both, serving, ({ decode, handOvers }, after) => {
        const decodes = decode.slices.every(({ tokens }) => tokens.length === 1);
        const whole = handOvers.every(({ from, to }) => to.length === from.length);
        const held = after.prefill.running.flatMap(({ blocks }) => blocks);
        const ready = after.decode.waiting.flatMap(({ handed }) => handed);
        const { pool } = after.prefill;
        const counted = new Set([...held, ...ready]).size === pool.size - pool.room;
        if (!decodes || !whole || !counted) expect([decodes, whole, counted]).toEqual([true, true, true]);
      });
      expect(finished.map(({ id }) => id).toSorted()).toEqual(requests.map(({ id }) => id).toSorted());
      for (const { tokens, promptLength } of finished) {
        const generated = tokens.slice(promptLength);
        expect(generated).toEqual(generated.map((_, i) => 1000 + promptLength + i));
      }
    }),
    { numRuns: 25 },
  );
});

test('a long prompt does not hold up who decodes, and one that loses its blocks is prefilled again', () => {
  const limits = { maxSequences: 4, maxTokensPerStep: 16, blocks: 8 };
  const decoded: number[] = [];
  const rows: (string | number)[][] = [];
  const requests = [request('a', 15, 18), request('b', 15, 18), request('long', 60, 1)];
  serveSplit(requests, { prefill: limits, decode: limits }, DEFAULT_SERVING, ({ prefill, decode }) => {
    decoded.push(decode.slices.length);
    rows.push(prefill.slices.map((slice) => slice.request));
  });
  // The long prompt takes its turns of 16 rows while both others decode in every step.
  expect(rows.slice(2, 6)).toEqual([['long'], ['long'], ['long'], ['long']]);
  expect(decoded.slice(2, 6)).toEqual([2, 2, 2, 2]);
});

test('one that loses its blocks where it decodes is computed again where prompts are', () => {
  const limits = { maxSequences: 4, maxTokensPerStep: 64, blocks: 8 };
  const [lost, prefilled]: string[][] = [[], []];
  const requests = [request('x', 30, 20), request('y', 30, 20)];
  serveSplit(requests, { prefill: limits, decode: { ...limits, blocks: 5 } }, DEFAULT_SERVING, (plan) => {
    lost.push(...plan.decode.preempted);
    prefilled.push(...plan.prefill.slices.map((slice) => `${slice.request}${slice.tokens.length}`));
  });
  expect(lost).toEqual(['y']);
  expect(prefilled.slice(0, 2)).toEqual(['x30', 'y30']);
  expect(prefilled.slice(2)).toEqual([expect.stringMatching(/^y3[2-9]$/)]);
});

test('what is handed over waits for blocks that go to host memory in the same step', () => {
  const limits = { maxSequences: 1, maxTokensPerStep: 16, blocks: 3 };
  const serving: Serving = {
    ...DEFAULT_SERVING,
    policy: { kind: 'tiers' },
    memory: { pressure: 'swap', hostBlocks: 3 },
  };
  const requests = [
    { ...request('low', 16, 19), tier: 1 },
    { ...request('high', 1, 2), arrival: { step: 17 } },
  ];
  const found: string[] = [];
  serveSplit(requests, { prefill: limits, decode: limits }, serving, ({ decode, handOvers }) => {
    const out = (decode.moves ?? []).map(({ kind }) => kind);
    found.push([...out, ...handOvers.map((each) => each.request)].join(' '));
  });
  expect(found.filter((each) => each !== '')).toEqual([
    'low',
    'swap-out swap-out swap-out',
    'high',
    'swap-in swap-in swap-in',
  ]);
});
