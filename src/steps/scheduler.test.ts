import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { commit } from './commit.ts';
import { blocksFor } from './kv-blocks.ts';
import { createQueue, isDone, type QueueState, type SchedulerLimits } from './queue.ts';
import type { NewRequest } from './request.ts';
import { schedule } from './scheduler.ts';
import { DEFAULT_SERVING } from './serving.ts';
import { isSampled, rowCount, type StepPlan } from './step-plan.ts';

const request = (id: string, promptLength: number, maxNewTokens: number, arrival = 0): NewRequest => ({
  id,
  prompt: Array.from({ length: promptLength }, (_, i) => i),
  maxNewTokens,
  stopTokens: [],
  arrival: { step: arrival },
});

/** A stand-in model: the next token depends on the request's own length alone. */
function sample(plan: StepPlan): Map<string, number> {
  const sampled = plan.slices.filter(isSampled);
  return new Map(sampled.map((slice) => [slice.request, 1000 + slice.start + slice.tokens.length]));
}

function runAll(
  requests: readonly NewRequest[],
  limits: SchedulerLimits,
  check?: (before: QueueState, plan: StepPlan, after: QueueState) => void,
) {
  let state = createQueue(requests, limits);
  const plans: StepPlan[] = [];
  for (let guard = 0; !isDone(state); guard++) {
    if (guard > 20_000) throw new Error('the queue does not drain');
    const plan = schedule(state, limits, DEFAULT_SERVING, { step: state.step, ms: 0 });
    const after = commit(state, plan, sample(plan));
    check?.(state, plan, after);
    plans.push(plan);
    state = after;
  }
  return { state, plans };
}

const workload = fc
  .record({
    lengths: fc.array(
      fc.tuple(
        fc.integer({ min: 1, max: 70 }),
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 0, max: 30 }),
      ),
      {
        minLength: 1,
        maxLength: 12,
      },
    ),
    maxSequences: fc.integer({ min: 1, max: 8 }),
    maxTokensPerStep: fc.integer({ min: 1, max: 64 }),
    spare: fc.integer({ min: 0, max: 20 }),
  })
  .map(({ lengths, spare, ...limits }) => {
    const requests = lengths.map(([prompt, fresh, arrival], i) => request(`r${i}`, prompt, fresh, arrival));
    const largest = Math.max(...lengths.map(([prompt, fresh]) => blocksFor(prompt + fresh - 1)));
    return { requests, limits: { ...limits, blocks: largest + spare } };
  });

describe('scheduler', () => {
  test('every request finishes at its length, whatever the pressure on blocks (no starvation)', () => {
    fc.assert(
      fc.property(workload, ({ requests, limits }) => {
        const { state } = runAll(requests, limits);
        const lengths = Object.fromEntries(state.finished.map((r) => [r.id, r.tokens.length]));
        expect(lengths).toEqual(
          Object.fromEntries(requests.map((r) => [r.id, r.prompt.length + r.maxNewTokens])),
        );
      }),
    );
  });

  test('tokens do not depend on the company: preemption and chunking keep what was generated', () => {
    fc.assert(
      fc.property(workload, ({ requests, limits }) => {
        const { state } = runAll(requests, limits);
        for (const { id, tokens, promptLength } of state.finished) {
          const generated = tokens.slice(promptLength);
          expect(generated, id).toEqual(generated.map((_, i) => 1000 + promptLength + i));
        }
      }),
    );
  });

  test('budget, sequence limit and blocks are respected in every step', () => {
    fc.assert(
      fc.property(workload, ({ requests, limits }) => {
        runAll(requests, limits, (before, plan, after) => {
          expect(rowCount(plan)).toBeLessThanOrEqual(limits.maxTokensPerStep);
          const idle = before.running.filter(
            ({ id }) => !plan.preempted.includes(id) && !plan.slices.some((slice) => slice.request === id),
          );
          expect(plan.slices.length + idle.length).toBeLessThanOrEqual(limits.maxSequences);
          const during = [...plan.slices, ...idle].flatMap(({ blocks }) => blocks);
          expect(new Set(during).size).toBe(during.length);
          const held = [...after.pool.free, ...after.running.flatMap(({ blocks }) => blocks)];
          expect(held.toSorted((a, b) => a - b)).toEqual(Array.from({ length: limits.blocks }, (_, i) => i));
          for (const slice of plan.slices) {
            expect(slice.blocks.length).toBe(blocksFor(slice.start + slice.tokens.length));
          }
        });
      }),
    );
  });

  test('the same queue gives the same decisions', () => {
    fc.assert(
      fc.property(workload, ({ requests, limits }) => {
        expect(runAll(requests, limits).plans).toEqual(runAll(requests, limits).plans);
      }),
    );
  });

  test('a long prompt is cut to the token budget and samples only at its end', () => {
    const { plans } = runAll([request('long', 40, 1)], { maxSequences: 4, maxTokensPerStep: 16, blocks: 8 });
    expect(plans.map((plan) => plan.slices.map((s) => [s.start, s.tokens.length, isSampled(s)]))).toEqual([
      [[0, 16, false]],
      [[16, 16, false]],
      [[32, 8, true]],
    ]);
  });

  test('the newest request gives way when blocks run out, and takes up its tokens again', () => {
    const limits = { maxSequences: 2, maxTokensPerStep: 64, blocks: 3 };
    const { plans, state } = runAll([request('old', 16, 20), request('new', 16, 10)], limits);
    expect(plans.flatMap((plan) => plan.preempted)).toContain('new');
    expect(plans.flatMap((plan) => plan.preempted)).not.toContain('old');
    const resumed = plans.findLast((plan) => plan.slices.some((s) => s.request === 'new' && s.start === 0))!;
    expect(resumed.slices[0].tokens.length).toBeGreaterThan(16);
    expect(state.finished.map((r) => r.id)).toEqual(['old', 'new']);
  });

  test('the newest gives way to an older one that needs a block, and nobody begins in that step', () => {
    const limits = { maxSequences: 3, maxTokensPerStep: 64, blocks: 3 };
    const requests = [request('old', 16, 20), request('new', 32, 4), request('small', 4, 1, 1)];
    const { plans } = runAll(requests, limits);
    expect(plans[1].preempted).toEqual(['new']);
    expect(plans[1].slices.map((slice) => slice.request)).toEqual(['old']);
  });

  test('one that has arrived and does not fit holds back all behind it', () => {
    // Two blocks of 16: the first takes one, the second needs two, and the third would fit beside the first.
    const requests = [request('first', 10, 4), request('large', 20, 4), request('small', 4, 4)];
    const { plans } = runAll(requests, { blocks: 2, maxSequences: 4, maxTokensPerStep: 64 });
    const seen = [...new Set(plans.flatMap(({ slices }) => slices.map((slice) => slice.request)))];
    expect(seen).toEqual(['first', 'large', 'small']);
    // One that has yet to arrive holds back nobody.
    const late = [request('first', 10, 4), request('large', 20, 4, 3), request('small', 4, 4)];
    const { plans: others } = runAll(late, { blocks: 2, maxSequences: 4, maxTokensPerStep: 64 });
    expect(others[0].slices.map((slice) => slice.request)).toEqual(['first', 'small']);
  });

  test('a request waits for its arrival step', () => {
    const limits = { maxSequences: 4, maxTokensPerStep: 64, blocks: 8 };
    const { plans } = runAll([request('first', 4, 8), request('late', 4, 2, 3)], limits);
    expect(plans.findIndex((plan) => plan.slices.some((s) => s.request === 'late'))).toBe(3);
  });

  test('a request that can never fit is refused at once, by name', () => {
    expect(() =>
      createQueue([request('big', 100, 10)], { maxSequences: 1, maxTokensPerStep: 8, blocks: 2 }),
    ).toThrow('request big needs 7 KV blocks, the pool has 2');
  });

  test('a stop token ends a request', () => {
    const limits = { maxSequences: 1, maxTokensPerStep: 8, blocks: 4 };
    let state = createQueue([{ ...request('r', 2, 9), stopTokens: [7] }], limits);
    state = commit(
      state,
      schedule(state, limits, DEFAULT_SERVING, { step: state.step, ms: 0 }),
      new Map([['r', 7]]),
    );
    expect(state.finished[0].tokens.slice()).toEqual([0, 1, 7]);
    expect(state.pool.free).toHaveLength(4);
  });
});
