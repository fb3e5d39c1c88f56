import fc from 'fast-check';
import { blocksFor, positionsFor } from '../kv-blocks.ts';
import type { SchedulerLimits } from '../queue.ts';
import type { NewRequest } from '../request.ts';
import type { MemoryPolicy, Policy, Serving } from '../serving.ts';

export const anyPolicy: fc.Arbitrary<Policy> = fc.oneof(
  fc.constant<Policy>({ kind: 'fcfs' }),
  fc.integer({ min: 1, max: 5 }).map((batch): Policy => ({ kind: 'static', batch })),
  fc.constant<Policy>({ kind: 'prefill-first' }),
  fc.integer({ min: 1, max: 40 }).map((budget): Policy => ({ kind: 'chunked', budget })),
  fc.constant<Policy>({ kind: 'tiers' }),
  fc.constant<Policy>({ kind: 'shortest' }),
);

export const anyMemory: fc.Arbitrary<MemoryPolicy> = fc.oneof(
  fc.constant<MemoryPolicy>({ pressure: 'recompute' }),
  fc.integer({ min: 0, max: 12 }).map((hostBlocks): MemoryPolicy => ({ pressure: 'swap', hostBlocks })),
  fc
    .record({ first: fc.integer({ min: 0, max: 20 }), last: fc.integer({ min: 1, max: 40 }) })
    .map((window): MemoryPolicy => ({ pressure: 'evict', ...window })),
);

export const anyServing: fc.Arbitrary<Serving> = fc.record({
  policy: anyPolicy,
  memory: anyMemory,
  admission: fc.record({
    mostWaiting: fc.option(fc.integer({ min: 0, max: 4 }), { freq: 3 }),
    firstTokenWithin: fc.option(fc.integer({ min: 0, max: 300 }), { freq: 3 }),
  }),
  prefix: fc.constantFrom<Serving['prefix']>('off', 'on', 'recompute-last'),
  packing: fc.constantFrom<Serving['packing']>('off', 'off', 'masked', 'leaking'),
  cascade: fc.constantFrom<Serving['cascade']>(null, { prefixTokens: 16, requests: 2 }),
  disaggregated: fc.constant(false),
});

/** A few requests, most of which begin with one of two prompts, so that they share prefixes of any length. */
export const anyTraffic: fc.Arbitrary<{ requests: NewRequest[]; limits: SchedulerLimits }> = fc
  .record({
    drawn: fc.array(
      fc.record({
        // Whole blocks as often as not, so that prompts are found whole.
        common: fc.oneof(fc.constantFrom(16, 32, 48), fc.integer({ min: 0, max: 64 })),
        text: fc.integer({ min: 0, max: 1 }),
        rest: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 40 })),
        fresh: fc.integer({ min: 1, max: 40 }),
        at: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 60 })),
        clock: fc.boolean(),
        tier: fc.integer({ min: 0, max: 2 }),
      }),
      { minLength: 1, maxLength: 10 },
    ),
    maxSequences: fc.integer({ min: 1, max: 6 }),
    maxTokensPerStep: fc.integer({ min: 1, max: 80 }),
    spare: fc.integer({ min: 0, max: 8 }),
  })
  .map(({ drawn, spare, ...limits }) => {
    const requests = drawn.map(({ common, text, rest, fresh, at, clock, tier }, i): NewRequest => {
      const shared = Array.from({ length: common }, (_, token) => 100 * text + token);
      const own = Array.from({ length: rest }, (_, token) => 10_000 + 100 * i + token);
      const prompt = common + rest > 0 ? [...shared, ...own] : [7];
      const arrival = clock ? { ms: 10 * at } : { step: at };
      return { id: `r${i}`, prompt, maxNewTokens: fresh, stopTokens: [], arrival, tier };
    });
    const longest = requests.map(({ prompt, maxNewTokens }) => positionsFor(prompt.length, maxNewTokens));
    return { requests, limits: { ...limits, blocks: blocksFor(Math.max(...longest)) + spare } };
  });
