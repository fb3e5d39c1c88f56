import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as planned from './ahead.ts';
import { commit } from './commit.ts';
import { createQueue, isDone, type QueueState, type SchedulerLimits } from './queue.ts';
import type { NewRequest } from './request.ts';
import * as scheduler from './scheduler.ts';
import { DEFAULT_SERVING, type Serving } from './serving.ts';
import type { StepPlan } from './step-plan.ts';
import { isSampled } from './step-plan.ts';
import { anyServing, anyTraffic } from './testing/arbitrary-servings.ts';
import { sampledTokens, serve } from './testing/serve.ts';

const STOP = 9;

const nowOf = ({ step }: QueueState) => ({ step, ms: 0 });
const schedule = (state: QueueState, limits: SchedulerLimits) =>
  scheduler.schedule(state, limits, DEFAULT_SERVING, nowOf(state));
const planAhead = (state: QueueState, plan: StepPlan, limits: SchedulerLimits) =>
  planned.planAhead(state, plan, limits, DEFAULT_SERVING, nowOf(state));

const request = (
  id: string,
  prompt: number,
  maxNewTokens: number,
  stops: boolean,
  arrival = 0,
): NewRequest => ({
  ...{ id, maxNewTokens, arrival: { step: arrival } },
  prompt: Array.from({ length: prompt }, (_, i) => i + 20),
  stopTokens: stops ? [STOP] : [],
});

/** What a step's samples choose: STOP where `ends` names the request and its position. */
function chosenBy(plan: StepPlan, ends: ReadonlyMap<string, number>): Map<string, number | null> {
  const sampled = plan.slices.filter(isSampled);
  return new Map(
    sampled.map(({ request: id, start, tokens }) => {
      const position = start + tokens.length;
      return [id, ends.get(id) === position ? STOP : 1000 + position];
    }),
  );
}

/** Runs a queue down, with what was planned ahead of each step and whether it came true. */
function runAhead(
  requests: readonly NewRequest[],
  limits: SchedulerLimits,
  ends = new Map<string, number>(),
) {
  const found: { plan: StepPlan; ahead: StepPlan | null; held: boolean; ended: number }[] = [];
  let state = createQueue(requests, limits);
  let before: { ahead: StepPlan; chosen: number[] } | null = null;
  while (!isDone(state)) {
    const plan = schedule(state, limits);
    const ahead: StepPlan | null = before?.ahead ?? null;
    const held = before !== null && planned.cameTrue(before.ahead, plan, before.chosen);
    const chosen = chosenBy(plan, ends);
    const next = planAhead(state, plan, limits);
    before = next && { ahead: next, chosen: [...chosen.values()] as number[] };
    const after = commit(state, plan, chosen);
    const ended = [...chosen].filter(([, token]) => token === STOP).length;
    found.push({ plan, ahead, held, ended });
    state = after;
  }
  return found;
}

const workload = fc
  .array(
    fc.record({
      ...{ prompt: fc.integer({ min: 1, max: 60 }), fresh: fc.integer({ min: 1, max: 30 }) },
      ...{ arrival: fc.integer({ min: 0, max: 20 }), end: fc.option(fc.integer({ min: 1, max: 30 })) },
    }),
    { minLength: 1, maxLength: 8 },
  )
  .map((all) => ({
    requests: all.map(({ prompt, fresh, arrival, end }, i) =>
      request(`r${i}`, prompt, fresh, end !== null, arrival),
    ),
    ends: new Map(
      all.flatMap(({ prompt, end }, i) => (end === null ? [] : [[`r${i}`, prompt + end - 1] as const])),
    ),
  }));

const ROOMY = { maxSequences: 8, maxTokensPerStep: 48, blocks: 200 };

describe('planAhead', () => {
  test('where every request ends at its limit, each step that was planned ahead comes true', () => {
    fc.assert(
      fc.property(workload, fc.integer({ min: 8, max: 60 }), ({ requests }, blocks) => {
        const endless = requests.map((each) => ({ ...each, stopTokens: [] }));
        for (const { ahead, held } of runAhead(endless, { ...ROOMY, blocks }))
          expect(held).toBe(ahead !== null);
        const planned = runAhead(endless, ROOMY).filter(({ ahead }) => ahead).length;
        // All but those that follow a step in which nobody had arrived.
        const steps = runAhead(endless, ROOMY).filter(
          ({ plan }, i, all) => i > 0 && plan.slices.length > 0 && all[i - 1].plan.slices.length > 0,
        );
        expect(planned).toBeGreaterThanOrEqual(steps.length);
      }),
    );
  });

  test('what comes true is the step itself, and an end of text is what fails it', () => {
    fc.assert(
      fc.property(workload, ({ requests, ends }) => {
        const steps = runAhead(requests, ROOMY, ends);
        steps.forEach(({ plan, ahead, held }, i) => {
          if (ahead === null) return;
          const fed = ahead.slices.map(({ awaits, ...slice }, at) =>
            awaits === undefined ? slice : { ...slice, tokens: plan.slices[at]?.tokens },
          );
          if (held) expect(fed).toEqual(plan.slices);
          else expect(steps[i - 1].ended).toBeGreaterThan(0);
        });
      }),
    );
  });

  test('no request loses its blocks to a step that may never be', () => {
    const tight = { maxSequences: 2, maxTokensPerStep: 64, blocks: 3 };
    const steps = runAhead([request('old', 16, 20, false), request('new', 16, 10, false)], tight);
    const robbing = steps.filter(({ plan }) => plan.preempted.length > 0);
    expect(robbing.length).toBeGreaterThan(0);
    expect(robbing.every(({ ahead }) => ahead === null)).toBe(true);
  });

  test('a token that is awaited is named by the sample that chooses it', () => {
    const state = createQueue([request('a', 3, 4, false), request('b', 2, 4, true)], ROOMY);
    const plan = schedule(state, ROOMY);
    expect(planAhead(state, plan, ROOMY)?.slices).toEqual([
      { request: 'a', start: 3, tokens: [0], awaits: 0, blocks: [0], sample: 'last' as const },
      { request: 'b', start: 2, tokens: [0], awaits: 1, blocks: [1], sample: 'last' as const },
    ]);
  });

  test('nothing is planned ahead of many that may end', () => {
    const many = Array.from({ length: 5 }, (_, i) => request(`r${i}`, 2, 4, true));
    const ahead = (requests: readonly NewRequest[]) => {
      const state = createQueue(requests, ROOMY);
      return planAhead(state, schedule(state, ROOMY), ROOMY);
    };
    expect(ahead(many)).toBeNull();
    expect(ahead(many.slice(1))).not.toBeNull();
  });
});

test('a token other than the one chosen, as a replay may feed, does not come true', () => {
  const state = createQueue([request('a', 3, 4, false)], ROOMY);
  const plan = schedule(state, ROOMY);
  const ahead = planAhead(state, plan, ROOMY)!;
  const next = schedule(commit(state, plan, new Map([['a', 7]])), ROOMY);
  expect(planned.cameTrue(ahead, next, [7])).toBe(true);
  expect(planned.cameTrue(ahead, next, [8])).toBe(false);
});

test('under a serving that shares and moves blocks, no step that was planned ahead harms what others find', () => {
  const traffic = fc.tuple(anyTraffic, anyServing);
  fc.assert(
    fc.property(traffic, ([{ requests, limits }, serving]) => {
      // What the cache finds must be there whether or not the step ahead, which has been run by then, is the one that follows.
      serve(requests, limits, serving, ({ before, plan, now }) => {
        const next = planned.planAhead(before, plan, limits, serving, now);
        const { pool } = commit(before, plan, sampledTokens(plan));
        const written = next?.slices.map(({ start, blocks }) => blocks.slice(Math.floor(start / 16))) ?? [];
        for (const block of written.flat())
          if (pool.isCached(block)) throw new Error(`${block} is still found`);
        if (next?.moves || next?.evicted || next?.preempted.length)
          throw new Error('a step ahead moves blocks');
      });
    }),
    { numRuns: 25 },
  );
});

test('a step ahead takes no block that the cache would still go by', () => {
  const serving: Serving = { ...DEFAULT_SERVING, prefix: 'on' };
  const limits = { maxSequences: 2, maxTokensPerStep: 64, blocks: 3 };
  const aheadOf: boolean[] = [];
  serve(
    [request('a', 33, 1, false), request('b', 15, 20, false, 1)],
    limits,
    serving,
    ({ before, plan, now }) => {
      aheadOf.push(planned.planAhead(before, plan, limits, serving, now) !== null);
    },
  );
  // b takes the free block with its prompt; its second one it would take from the cache, and its first decode is planned ahead.
  expect(aheadOf.slice(1, 4)).toEqual([true, false, true]);
});
