import fc from 'fast-check';
import { expect, test } from 'vitest';
import { blocksFor } from './kv-blocks.ts';
import type { QueueState, SchedulerLimits } from './queue.ts';
import { rowCount } from './step-plan.ts';
import { anyServing, anyTraffic } from './testing/arbitrary-servings.ts';
import { type Served, serve } from './testing/serve.ts';

/** By plain comparison, since it is asked tens of thousands of times. */
function claim(holds: boolean, what: string): void {
  if (!holds) throw new Error(what);
}

/** Every block is free, cached or held, by exactly as many as its references say. */
function claimConserved({ pool, running }: QueueState): void {
  const held = new Map<number, number>();
  for (const { blocks } of running) for (const block of blocks) held.set(block, (held.get(block) ?? 0) + 1);
  const { free, cached } = pool;
  claim(new Set([...free, ...cached, ...held.keys()]).size === pool.size, 'a block is lost');
  claim(free.length + cached.length + held.size === pool.size, 'a block is in two places');
  for (const [block, references] of held)
    claim(pool.references(block) === references, `block ${block} has ${pool.references(block)} references`);
  claim(free.length === pool.freeCount && cached.length === pool.cachedCount, 'the pool miscounts');
}

function claimBounds({ plan, after }: Served, limits: SchedulerLimits): void {
  claim(rowCount(plan) <= limits.maxTokensPerStep, 'too many rows');
  claim(after.running.length <= limits.maxSequences, 'too many sequences');
  const places = after.waiting.flatMap(({ host }) => host);
  claim(new Set(places).size === places.length && after.host.used === places.length, 'host memory miscounts');
  for (const { blocks, start, tokens, request } of plan.slices)
    claim(blocks.length === blocksFor(start + tokens.length), `${request} has ${blocks.length} blocks`);
}

/** Nobody is lost, doubled or brought back. */
function claimAllThere({ before, after }: Served, requests: number): void {
  const ids = [...after.running, ...after.waiting, ...after.finished].map(({ id }) => id);
  claim(ids.length === requests && new Set(ids).size === requests, 'a request is lost or doubled');
  claim(
    before.finished.every((each, i) => after.finished[i] === each),
    'an ended request changed',
  );
}

test('under any serving, changed in mid-run, blocks are conserved, rows find their keys and requests end once', () => {
  fc.assert(
    fc.property(
      anyTraffic,
      anyServing,
      anyServing,
      fc.integer({ min: 0, max: 40 }),
      (traffic, one, other, at) => {
        const { requests, limits } = traffic;
        const serving = (step: number) => (step < at ? one : other);
        const { state } = serve(requests, limits, serving, (step) => {
          claimConserved(step.after);
          claimBounds(step, limits);
          claimAllThere(step, requests.length);
        });
        for (const { end, tokens, endLength } of state.finished)
          if (end.kind === 'done') expect(tokens.length).toBe(endLength);
          else expect(end.kind).toBe('refused');
        expect(state.pool.room).toBe(limits.blocks);
      },
    ),
    { numRuns: 80 },
  );
});
