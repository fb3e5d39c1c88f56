import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { commit } from './commit.ts';
import { budgetUnder } from './effort.ts';
import { createQueue } from './queue.ts';
import { schedule } from './scheduler.ts';
import { DEFAULT_SERVING, type Effort, type Serving } from './serving.ts';
import { anyServing, anyTraffic } from './testing/arbitrary-servings.ts';
import { requestOf } from './testing/requests.ts';
import { sampledTokens, serve } from './testing/serve.ts';

const anyEffort: fc.Arbitrary<Effort> = fc
  .record({ from: fc.nat(6), over: fc.integer({ min: 1, max: 8 }), least: fc.integer({ min: 1, max: 24 }) })
  .map(({ from, over, least }) => ({ from, to: from + over, least }));

const under = (effort: Effort): Serving => ({ ...DEFAULT_SERVING, effort });
const LIMITS = { maxSequences: 2, maxTokensPerStep: 64, blocks: 32 };

describe('a budget', () => {
  test('is what is asked for up to `from`, `least` from `to` on, and a straight line in between', () => {
    const effort = { from: 2, to: 6, least: 20 };
    const budgets = [0, 2, 3, 4, 5, 6, 60].map((waiting) => budgetUnder(effort, waiting, 100));
    expect(budgets).toEqual([100, 100, 80, 60, 40, 20, 20]);
  });

  test('is never more than is asked for, nor less than one, and falls as more wait', () => {
    fc.assert(
      fc.property(anyEffort, fc.nat(20), fc.integer({ min: 1, max: 60 }), (effort, waiting, asked) => {
        const budget = budgetUnder(effort, waiting, asked);
        expect(Number.isInteger(budget)).toBe(true);
        expect(budget).toBeGreaterThanOrEqual(Math.min(asked, effort.least));
        expect(budget).toBeLessThanOrEqual(asked);
        expect(budgetUnder(effort, waiting + 1, asked)).toBeLessThanOrEqual(budget);
      }),
    );
  });
});

describe('a queue', () => {
  test('sets it as a request begins, by who else had come, and never again', () => {
    const crowd = Array.from({ length: 6 }, (_, i) => requestOf(`r${i}`, 4, 10));
    const { state, plans } = serve(crowd, LIMITS, under({ from: 1, to: 5, least: 2 }));
    expect(plans[0].budgets).toEqual([
      { request: 'r0', newTokens: 2, waiting: 5 },
      { request: 'r1', newTokens: 2, waiting: 5 },
    ]);
    const ends = state.finished.map(({ id, tokens, budget }) => [id, tokens.length - 4, budget]);
    expect(ends).toEqual([
      ['r0', 2, 2],
      ['r1', 2, 2],
      ['r2', 6, 6],
      ['r3', 6, 6],
      ['r4', 10, 10],
      ['r5', 10, 10],
    ]);
  });

  test('commit reads it from the plan: another plan leaves another length', () => {
    const crowd = [requestOf('r0', 4, 10), requestOf('r1', 4, 10)];
    const state = createQueue(crowd, LIMITS);
    const plan = schedule(state, LIMITS, under({ from: 0, to: 1, least: 3 }), { step: 0, ms: 0 });
    const budgets = [{ request: 'r1', newTokens: 7, waiting: 0 }];
    const after = commit(state, { ...plan, budgets }, sampledTokens(plan));
    expect(after.running.map(({ endLength, budget }) => [endLength, budget])).toEqual([
      [14, null],
      [11, 7],
    ]);
  });

  test('holds it over whatever takes its blocks away, under every way to serve', () => {
    let set = 0;
    fc.assert(
      fc.property(anyTraffic, anyServing, anyEffort, ({ requests, limits }, serving, effort) => {
        const given = new Map<string, number>();
        const { state } = serve(requests, limits, { ...serving, effort }, ({ plan, before, now }) => {
          for (const { request, newTokens, waiting } of plan.budgets ?? []) {
            expect(given.has(request)).toBe(false);
            expect(waiting).toBeLessThan(before.waiting.length);
            expect(now.step).toBe(before.step);
            given.set(request, newTokens);
          }
        });
        for (const { id, end, tokens, promptLength, budget } of state.finished) {
          if (end.kind !== 'done') continue;
          expect(budget).toBe(given.get(id));
          expect(tokens.length - promptLength).toBe(budget);
          set++;
        }
      }),
    );
    expect(set).toBeGreaterThan(100);
  });

  test('without effort no plan says anything of it', () => {
    const { plans, state } = serve([requestOf('r0', 4, 10)], LIMITS, DEFAULT_SERVING);
    expect(plans.some(({ budgets }) => budgets !== undefined)).toBe(false);
    expect(state.finished[0].budget).toBeNull();
  });
});
