import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isDone } from '../queue.ts';
import type { NewRequest } from '../request.ts';
import { schedule } from '../scheduler.ts';
import { DEFAULT_SERVING, hasArrived, type Policy, type Serving } from '../serving.ts';
import { rowCount } from '../step-plan.ts';
import { anyMemory, anyTraffic } from '../testing/arbitrary-servings.ts';
import { type Served, serve } from '../testing/serve.ts';

const ROOMY = { maxSequences: 8, maxTokensPerStep: 64, blocks: 100 };

const by = (policy: Policy, changes: Partial<Serving> = {}): Serving => ({
  ...DEFAULT_SERVING,
  ...changes,
  policy,
});

function request(id: string, prompt: number, fresh: number, changes: Partial<NewRequest> = {}): NewRequest {
  const tokens = Array.from({ length: prompt }, (_, i) => i);
  return {
    ...{ id, prompt: tokens, maxNewTokens: fresh, stopTokens: [], arrival: { step: 0 } },
    ...changes,
  };
}

/** Each step as `a12 b1`: who has how many rows. */
function stepsOf(requests: readonly NewRequest[], serving: Serving, limits = ROOMY): string[] {
  const { plans } = serve(requests, limits, serving);
  return plans.map(({ slices }) =>
    slices.map(({ request: id, tokens }) => `${id}${tokens.length}`).join(' '),
  );
}

describe('static', () => {
  test('a batch begins when the one before it has ended, and who finishes early leaves its place empty', () => {
    const requests = [request('a', 4, 2), request('b', 4, 4), request('c', 4, 2), request('d', 4, 1)];
    expect(stepsOf(requests, by({ kind: 'static', batch: 2 }))).toEqual([
      'a4 b4',
      'a1 b1',
      'b1',
      'b1',
      'c4 d4',
      'c1',
    ]);
  });

  test('a batch forms over steps where its prompts are longer than one, and decodes then', () => {
    const requests = [request('a', 40, 3), request('b', 40, 2)];
    expect(stepsOf(requests, by({ kind: 'static', batch: 2 }))).toEqual(['a40 b24', 'b16', 'a1 b1', 'a1']);
  });
});

test('prefill-first: a prompt goes alone and whole, and nobody decodes meanwhile', () => {
  const requests = [request('a', 4, 6), request('long', 100, 2, { arrival: { step: 2 } })];
  const steps = ['a4', 'a1', 'long64', 'long36', 'a1 long1', 'a1', 'a1', 'a1'];
  expect(stepsOf(requests, by({ kind: 'prefill-first' }))).toEqual(steps);
  expect(stepsOf(requests, by({ kind: 'fcfs' }))[2]).toBe('a1 long63');
});

test('prefill-first: one begins only where the pool has room for all of it', () => {
  const limits = { ...ROOMY, maxTokensPerStep: 16, blocks: 4 };
  const requests = [request('a', 16, 4), request('b', 50, 1)];
  expect(stepsOf(requests, by({ kind: 'prefill-first' }), limits)[1]).toBe('a1');
  expect(stepsOf(requests, by({ kind: 'fcfs' }), limits)[1]).toBe('a1 b15');
});

test('chunked: decodes go first, prompts take what is left of the budget', () => {
  const requests = [request('a', 4, 5), request('long', 40, 2, { arrival: { step: 1 } }), request('b', 3, 3)];
  const steps = ['a4 b3', 'a1 b1 long14', 'a1 b1 long14', 'a1 long12', 'a1 long1'];
  expect(stepsOf(requests, by({ kind: 'chunked', budget: 16 }))).toEqual(steps);
});

test('shortest: fewest declared tokens first, though others came before', () => {
  const serving = by({ kind: 'shortest' });
  const one = { ...ROOMY, maxSequences: 1 };
  const requests = [
    request('long', 20, 3),
    request('short', 4, 2),
    request('liar', 4, 4, { declaredTokens: 1 }),
  ];
  const begun = stepsOf(requests, serving, one).filter((step) => !step.endsWith('1') || step === 'x');
  expect(begun).toEqual(['liar4', 'short4', 'long20']);
});

describe('tiers', () => {
  const tiers = by({ kind: 'tiers' });

  test('a higher tier takes rows, places and blocks of a lower one', () => {
    const late = { arrival: { step: 1 }, tier: 0 };
    const requests = [request('low', 30, 4, { tier: 1 }), request('high', 30, 2, late)];
    expect(stepsOf(requests, tiers, { ...ROOMY, maxSequences: 1 })).toEqual([
      'low30',
      'high30',
      'high1',
      'low31',
      'low1',
      'low1',
    ]);
    expect(stepsOf(requests, tiers, { ...ROOMY, blocks: 3 }).slice(0, 2)).toEqual(['low30', 'high30']);
    expect(stepsOf(requests, tiers, { ...ROOMY, maxTokensPerStep: 16 }).slice(0, 3)).toEqual([
      'low16',
      'high16',
      'high14 low2',
    ]);
    // Of one tier nobody gives way to who comes later, nor begins in the place of who just did.
    const pressed = [
      request('old', 16, 20),
      request('new', 32, 4),
      request('small', 4, 1, { arrival: { step: 1 } }),
    ];
    expect(stepsOf(pressed, tiers, { ...ROOMY, blocks: 3 })[1]).toBe('old1');
    const peers = [request('first', 30, 2, { tier: 1 }), request('second', 30, 2, { ...late, tier: 1 })];
    expect(stepsOf(peers, tiers, { ...ROOMY, maxSequences: 1 })[1]).toBe('first1');
  });

  test('nobody gives way to one for whom that would not do', () => {
    const requests = [
      ...[request('high', 30, 8), request('low', 10, 8, { tier: 1 })],
      request('wide', 40, 1, { arrival: { step: 1 } }),
    ];
    const { plans } = serve(requests, { ...ROOMY, blocks: 4 }, tiers);
    expect(plans[1].preempted).toEqual([]);
    expect(plans[1].slices.map((slice) => slice.request)).toEqual(['high', 'low']);
  });

  test('the promise is kept: a row of a lower tier takes none from a higher one that could have it', () => {
    fc.assert(
      fc.property(anyTraffic, anyMemory, ({ requests, limits }, memory) => {
        serve(requests, limits, by({ kind: 'tiers' }, { memory }), ({ before, plan }) => {
          const rows = new Map(plan.slices.map((slice) => [slice.request, slice.tokens.length]));
          const lost = new Set(plan.preempted);
          const lowest = Math.max(...requests.filter(({ id }) => rows.has(id)).map(({ tier = 0 }) => tier));
          // Who runs and is above another that has rows has as many as it can use, unless the rows ran out in it.
          for (const { id, tier, tokens, computed } of before.running)
            if (tier < lowest && !lost.has(id)) expect(rows.get(id)).toBe(tokens.length - computed);
          for (const id of lost) {
            const { tier } = before.running.find((each) => each.id === id)!;
            expect(tier).toBeGreaterThanOrEqual(lowest);
          }
        });
      }),
      { numRuns: 30 },
    );
  });
});

test('fcfs: nobody begins before one that came earlier, and the oldest goes first and never loses its blocks', () => {
  fc.assert(
    fc.property(anyTraffic, anyMemory, ({ requests, limits }, memory) => {
      serve(requests, limits, by({ kind: 'fcfs' }, { memory }), ({ before, plan, now }) => {
        const [oldest] = before.running;
        if (oldest)
          expect([plan.slices[0].request, plan.preempted.includes(oldest.id)]).toEqual([oldest.id, false]);
        const arrived = before.waiting.filter(({ arrival }) => hasArrived(arrival, now));
        const joins = arrived.map(({ id }) => plan.slices.some((slice) => slice.request === id));
        // All that begin stand before all that do not.
        expect(joins).toEqual(joins.toSorted((a, b) => Number(b) - Number(a)));
      });
    }),
    { numRuns: 30 },
  );
});

test('a log of plans replays: the same queue decides the same, whatever was asked of it before', () => {
  const policies: Policy[] = [
    ...[{ kind: 'static', batch: 3 } as const, { kind: 'fcfs' } as const, { kind: 'prefill-first' } as const],
    ...[{ kind: 'chunked', budget: 20 } as const, { kind: 'tiers' } as const, { kind: 'shortest' } as const],
  ];
  fc.assert(
    fc.property(
      anyTraffic,
      fc.constantFrom(...policies),
      anyMemory,
      ({ requests, limits }, policy, memory) => {
        const serving = by(policy, { memory, prefix: 'on' });
        const seen: Served[] = [];
        const { plans, state } = serve(requests, limits, serving, (step) => seen.push(step));
        expect(isDone(state)).toBe(true);
        expect(serve(requests, limits, serving).plans).toEqual(plans);
        // Backwards: no decision leaves a trace in the queue that it was made from.
        for (const { before, plan, now } of seen.toReversed())
          expect(schedule(before, limits, serving, now)).toEqual(plan);
        expect(Math.max(0, ...plans.map(rowCount))).toBeLessThanOrEqual(limits.maxTokensPerStep);
      },
    ),
    { numRuns: 30 },
  );
});
