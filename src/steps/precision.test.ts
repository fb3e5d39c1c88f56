import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PrecisionPolicy } from './lowered-layers.ts';
import { capacity, ownBlocks } from './precision.ts';
import { createQueue, type SchedulerLimits } from './queue.ts';
import { withoutCache } from './queue-changes.ts';
import { schedule } from './scheduler.ts';
import { DEFAULT_SERVING, type Serving } from './serving.ts';
import { anyServing, anyTraffic } from './testing/arbitrary-servings.ts';
import { type Served, serve } from './testing/serve.ts';

const LAYERS = [3, 1, 0];

const anyPrecision: fc.Arbitrary<PrecisionPolicy> = fc.record({
  to: fc.constantFrom('q8' as const, 'q4' as const),
  lowerAt: fc.constantFrom(0.5, 0.8, 0.95, 1),
  raiseAt: fc.constantFrom(0, 0.2, 0.45),
  waitingAt: fc.constantFrom(null, 1, 3),
  every: fc.integer({ min: 1, max: 6 }),
  order: fc.constant(LAYERS),
});

const lending = (limits: SchedulerLimits, each: number): SchedulerLimits => ({
  ...limits,
  blocks: limits.blocks + LAYERS.length * each,
  lent: { to: 'q8', layers: LAYERS, each },
});

/** Share of the blocks that are there which requests hold. */
const heldOf = ({ before }: Pick<Served, 'before'>) => capacity(before) - before.pool.room;

describe('precision under load', () => {
  it('lowers and raises a layer at a time, by its thresholds, and keeps account of every block', () => {
    const swaps = { lowered: 0, raised: 0 };
    const property = (
      { requests, limits }: { requests: Parameters<typeof serve>[0]; limits: SchedulerLimits },
      drawn: Serving,
      precision: PrecisionPolicy,
      each: number,
    ) => {
      const memory = drawn.memory.pressure === 'evict' ? DEFAULT_SERVING.memory : drawn.memory;
      const serving = { ...drawn, memory, precision };
      const lent = lending(limits, each);
      let last = Number.NEGATIVE_INFINITY;
      const { state } = serve(requests, lent, serving, (step) => {
        const { before, plan, after, now } = step;
        const { swap } = plan;
        const there = LAYERS.length - after.precision!.withheld.length / each;
        expect(after.precision!.lowered).toBe(there);
        if (plan.slices.length > 0) expect(plan.lowered?.layers ?? []).toEqual(LAYERS.slice(0, there));
        const withheld = new Set(after.precision!.withheld);
        for (const { blocks } of plan.slices) expect(blocks.some((block) => withheld.has(block))).toBe(false);
        if (!swap) {
          expect(after.precision!.lowered).toBe(before.precision!.lowered);
          return;
        }
        swaps[swap.lowered > before.precision!.lowered ? 'lowered' : 'raised']++;
        expect(now.step - last).toBeGreaterThanOrEqual(precision.every);
        last = now.step;
        const held = heldOf(step);
        const waits = precision.waitingAt !== null && before.waiting.length >= precision.waitingAt;
        if (swap.lowered > before.precision!.lowered)
          expect(held >= precision.lowerAt * capacity(before) || waits).toBe(true);
        else expect(held).toBeLessThanOrEqual(precision.raiseAt * (capacity(before) - each));
      });
      expect(state.finished).toHaveLength(requests.length);
      expect(state.pool.room).toBe(capacity(state));
    };
    fc.assert(fc.property(anyTraffic, anyServing, anyPrecision, fc.integer({ min: 1, max: 3 }), property), {
      numRuns: 150,
    });
    for (const count of Object.values(swaps)) expect(count).toBeGreaterThan(20);
  });

  const limits = lending({ maxSequences: 4, maxTokensPerStep: 64, blocks: 4 }, 2);
  const request = (id: string, tokens: number) => ({
    ...{ id, prompt: Array.from({ length: tokens }, (_, i) => i), maxNewTokens: 8 },
    ...{ stopTokens: [], arrival: { step: 0 } },
  });
  const precision = {
    to: 'q8',
    lowerAt: 0.7,
    raiseAt: 0.5,
    waitingAt: null,
    every: 1,
    order: LAYERS,
  } as const;

  it('gives a request the blocks that a lowered layer frees, in the step that lowers it', () => {
    const crowd = ['a', 'b', 'c'].map((id) => request(id, 40));
    const { plans } = serve(crowd, limits, { ...DEFAULT_SERVING, precision });
    const lowering = plans.findIndex(({ swap }) => swap !== undefined);
    expect(lowering).toBeGreaterThan(0);
    expect(plans[lowering].lowered?.layers).toEqual([3]);
    // With no layer lowered only one of them fits at a time.
    const most = (all: typeof plans) => Math.max(...all.map(({ slices }) => slices.length));
    expect(most(plans)).toBeGreaterThan(1);
    const { precision: _, ...plain } = { ...DEFAULT_SERVING, precision };
    expect(most(serve(crowd, limits, plain).plans)).toBe(1);
  });

  it('refuses a request that fits the pool only while layers are lowered', () => {
    expect(ownBlocks(limits)).toBe(4);
    const late = () => createQueue([request('long', 80)], limits);
    expect(late).toThrow('needs 6 KV blocks, the pool has 4');
  });

  it('raises what is lowered once it is switched off, and starts anew with a new device', () => {
    const crowd = ['a', 'b', 'c'].map((id) => request(id, 40));
    const on = { ...DEFAULT_SERVING, precision };
    const { plans } = serve(crowd, limits, (step) => (step < 6 ? on : DEFAULT_SERVING));
    const raising = plans.findIndex(({ swap, lowered }) => swap && (lowered?.layers.length ?? 0) < 1);
    expect(raising).toBeGreaterThanOrEqual(6);
    const lost = withoutCache(createQueue(crowd, limits), limits);
    expect(lost.precision).toEqual({ lowered: 0, changed: null, withheld: [4, 5, 6, 7, 8, 9] });
    expect(schedule(lost, limits, on, { step: 0, ms: 0 }).lowered).toBeUndefined();
  });
});
