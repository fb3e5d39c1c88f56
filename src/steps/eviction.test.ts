import { expect, test } from 'vitest';
import { evictable, withoutEvicted } from './eviction.ts';
import { queued } from './request.ts';
import type { MemoryPolicy } from './serving.ts';
import { DEFAULT_SERVING, type Serving } from './serving.ts';
import { promptOf, requestOf } from './testing/requests.ts';
import { serve } from './testing/serve.ts';

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
