import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { blocksFor } from './kv-blocks.ts';
import type { QueueState } from './queue.ts';
import { rowCount } from './step-plan.ts';
import { anyServing, anyTraffic } from './testing/arbitrary-servings.ts';
import { serve } from './testing/serve.ts';

/** Every block is free, cached or held, by exactly as many as its references say. */
function expectConserved({ pool, running }: QueueState): void {
  const held = new Map<number, number>();
  for (const { blocks } of running) for (const block of blocks) held.set(block, (held.get(block) ?? 0) + 1);
  const all = [...pool.free, ...pool.cached, ...held.keys()].toSorted((a, b) => a - b);
  expect(all).toEqual(Array.from({ length: pool.size }, (_, block) => block));
  for (const [block, references] of held) expect(pool.references(block)).toBe(references);
  expect([pool.freeCount, pool.cachedCount]).toEqual([pool.free.length, pool.cached.length]);
}

describe('any traffic under any serving', () => {
  test('blocks are conserved, bounds respected, every row finds its own keys, every request ends once', () => {
    fc.assert(
      fc.property(
        anyTraffic,
        anyServing,
        anyServing,
        fc.integer({ min: 0, max: 40 }),
        (traffic, one, other, at) => {
          const { requests, limits } = traffic;
          const { state } = serve(
            requests,
            limits,
            (step) => (step < at ? one : other),
            ({ plan, after, before }) => {
              expectConserved(after);
              expect(rowCount(plan)).toBeLessThanOrEqual(limits.maxTokensPerStep);
              expect(after.running.length).toBeLessThanOrEqual(limits.maxSequences);
              const places = after.waiting.flatMap(({ host }) => host);
              expect(new Set(places).size).toBe(places.length);
              expect(after.host.used).toBe(places.length);
              for (const slice of plan.slices)
                expect(slice.blocks.length).toBe(blocksFor(slice.start + slice.tokens.length));
              const ids = [...after.running, ...after.waiting, ...after.finished].map(({ id }) => id);
              expect(ids.toSorted()).toEqual(requests.map(({ id }) => id).toSorted());
              expect(before.finished.every((each, i) => after.finished[i] === each)).toBe(true);
            },
          );
          for (const { end, tokens, endLength } of state.finished)
            if (end.kind === 'done') expect(tokens.length).toBe(endLength);
            else expect(end.kind).toBe('refused');
          expect(state.pool.room).toBe(limits.blocks);
        },
      ),
      { numRuns: 150 },
    );
  });
});
