import fc from 'fast-check';
import { expect, test } from 'vitest';
import { evictable, withoutEvicted } from './eviction.ts';
import { leastBlocks } from './pool-fit.ts';
import { addRequests, createQueue } from './queue.ts';
import { blocksAtMost, queued } from './request.ts';
import type { MemoryPolicy } from './serving.ts';
import { DEFAULT_SERVING, type Serving } from './serving.ts';
import { anyServing, anyTraffic } from './testing/arbitrary-servings.ts';
import { promptOf, requestOf } from './testing/requests.ts';
import { serve } from './testing/serve.ts';

const ROOM = { maxSequences: 1, maxTokensPerStep: 64, blocks: 6 };

const memory = (first: number, last: number): MemoryPolicy => ({ pressure: 'evict', first, last });

test('whole blocks alone are dropped: those of the first and the last tokens stay', () => {
  const request = { ...queued(requestOf('a', 100, 1)), computed: 100, blocks: [0, 1, 2, 3, 4, 5, 6] };
  expect(evictable(request, memory(4, 20))).toEqual({ request: 'a', first: 1, blocks: 4 });
  expect(evictable(request, memory(0, 100))).toBeNull();
  expect(evictable(request, memory(16, 69))).toBeNull();
  expect(evictable({ ...request, segment: 10 }, memory(4, 20))).toBeNull();
  expect(evictable(request, { pressure: 'recompute' })).toBeNull();
  const after = withoutEvicted(request, { request: 'a', first: 1, blocks: 4 });
  expect([after.blocks, after.dropped, after.evicted]).toEqual([[0, 5, 6], 64, 64]);
});

test('blocks that were computed behind dropped keys are not found by their tokens', () => {
  const serving: Serving = { ...DEFAULT_SERVING, prefix: 'on', memory: memory(4, 20) };
  const prompt = promptOf(1, 64);
  const answer = Array.from({ length: 60 }, (_, i) => 1064 + i);
  const requests = [
    requestOf('old', 0, 60, { prompt }),
    requestOf('new', 16, 60),
    requestOf('again', 0, 1, { prompt: [...prompt, ...answer], arrival: { step: 70 } }),
  ];
  const { plans, state } = serve(requests, { maxSequences: 2, maxTokensPerStep: 128, blocks: 8 }, serving);
  expect(plans.flatMap(({ evicted = [] }) => evicted).length).toBeGreaterThan(0);
  expect(state.finished.find(({ id }) => id === 'again')?.cached).toBeLessThanOrEqual(80);
});

test('a request longer than the pool is served: it drops what lies between only where no place is left', () => {
  const serving: Serving = { ...DEFAULT_SERVING, memory: memory(4, 20) };
  const limits = { maxSequences: 1, maxTokensPerStep: 200, blocks: 5 };
  const { plans, state } = serve([requestOf('long', 150, 30)], limits, serving);
  const places = plans.map(({ slices: [{ start, position = start, tokens }] }) => [
    start,
    position,
    tokens.length,
  ]);
  // Five blocks hold 80 tokens; the first block and the last 20 tokens stay, whole blocks of them.
  expect(places.slice(0, 5)).toEqual([
    [0, 0, 80],
    [48, 80, 32],
    [48, 112, 32],
    [48, 144, 6],
    [54, 150, 1],
  ]);
  expect(plans.slice(0, 5).map(({ evicted = [] }) => evicted)).toEqual([
    [],
    ...[1, 2, 3].map(() => [{ request: 'long', first: 1, blocks: 2 }]),
    [],
  ]);
  expect(state.finished.map(({ end, tokens }) => [end.kind, tokens.length])).toEqual([['done', 180]]);
});

test('one is refused where the pool has no room for what is kept of it', () => {
  const long = requestOf('long', 150, 30);
  const kept = leastBlocks(memory(4, 20))!;
  expect(kept).toBe(4);
  const refused = addRequests(createQueue([], ROOM), [long], { blocks: kept - 1 }, memory(4, 20));
  expect(refused.finished.map(({ end }) => end)).toEqual([
    { kind: 'refused', message: 'needs 4 KV blocks for its first and last tokens alone, the pool has 3' },
  ]);
  expect(addRequests(createQueue([], ROOM), [long], { blocks: kept }, memory(4, 20)).waiting).toHaveLength(1);
  // Where nothing is dropped its length counts.
  expect(() => createQueue([long], ROOM)).toThrow('request long needs 12 KV blocks, the pool has 6');
});

test('under any policy requests longer than the pool are served to their end, each row finding its keys', () => {
  fc.assert(
    fc.property(
      anyTraffic,
      anyServing,
      fc.record({ first: fc.integer({ min: 0, max: 20 }), last: fc.integer({ min: 1, max: 40 }) }),
      fc.integer({ min: 0, max: 4 }),
      ({ requests, limits }, serving, { first, last }, spare) => {
        const least = leastBlocks(memory(first, last))!;
        const blocks = Math.min(limits.blocks, least + spare);
        const evicting = { ...serving, memory: memory(first, last) };
        const { state } = serve(requests, { ...limits, blocks }, evicting);
        for (const { end, tokens, endLength } of state.finished)
          if (end.kind === 'done') expect(tokens.length).toBe(endLength);
          else expect(end.kind).toBe('refused');
        for (const request of state.finished)
          if (blocksAtMost(request) > blocks && request.end.kind === 'done')
            expect(request.evicted).toBeGreaterThan(0);
        expect(state.pool.room).toBe(blocks);
      },
    ),
    { numRuns: 80 },
  );
});
