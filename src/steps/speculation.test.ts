import fc from 'fast-check';
import { expect, test } from 'vitest';
import { acceptedSamples, coupled, draftedTokens, outcomeOf } from './acceptance.ts';
import { commit } from './commit.ts';
import { blocksFor } from './kv-blocks.ts';
import { createQueue, isDone, type QueueState, type SchedulerLimits } from './queue.ts';
import { decodesNext, type NewRequest } from './request.ts';
import { schedule } from './scheduler.ts';
import { DEFAULT_SERVING, type Serving } from './serving.ts';
import { mostDrafted, withDrafts } from './speculation.ts';
import type { Sample } from './step-output.ts';
import { isSampled, rowCount, type StepPlan, sampledOf } from './step-plan.ts';
import { anyPolicy, anyTraffic } from './testing/arbitrary-servings.ts';
import { KvMemory } from './testing/kv-memory.ts';
import { requestOf } from './testing/requests.ts';

/** What the stand-in model chooses behind so many tokens. */
const choiceAt = (length: number) => 1000 + length;

interface Speculated {
  readonly drafts: ReadonlyMap<string, readonly number[]>;
  readonly plan: StepPlan;
  readonly outcome: ReturnType<typeof outcomeOf>;
}

/** Serves to the end with drafts right up to a place that `rights` draws, round and round; `k` 0: plainly. */
function speculate(
  requests: readonly NewRequest[],
  limits: SchedulerLimits,
  serving: Serving,
  {
    k,
    rights,
    check,
  }: { k: number; rights: readonly number[]; check?: (before: QueueState, plan: StepPlan) => void },
) {
  const memory = new KvMemory();
  const log: Speculated[] = [];
  let state = createQueue(requests, limits, serving.memory);
  const finished = new Map<string, readonly number[]>();
  while (!isDone(state)) {
    if (state.step > 5000) throw new Error('the queue does not drain');
    const drafts = new Map(
      state.running.filter(decodesNext).map(({ id, tokens }, i) => {
        const right = rights[(state.step + i) % rights.length];
        const draft = Array.from(
          { length: k },
          (_, j) => choiceAt(tokens.length + j) + (j < right ? 0 : 5000),
        );
        return [id, draft] as const;
      }),
    );
    const asked = withDrafts(state, drafts);
    const plan = schedule(asked, limits, serving, { step: state.step, ms: 10 * state.step });
    check?.(asked, plan);
    memory.step(asked, plan);
    const samples = plan.slices.filter(isSampled).flatMap((slice) =>
      sampledOf(slice).map((row): Sample => {
        const index = (slice.position ?? slice.start) + row;
        const known = { request: slice.request, index, token: choiceAt(index + 1), finite: true };
        return { ...known, logit: 0, logits: null, top: [], logSumExp: 0, digest: new Uint32Array(4) };
      }),
    );
    const stops = new Map(requests.map(({ id, stopTokens }) => [id, stopTokens]));
    const outcome = outcomeOf(
      plan,
      acceptedSamples(plan, samples, coupled, (id) => stops.get(id)!),
    );
    log.push({ drafts, plan, outcome });
    state = commit(asked, plan, outcome);
  }
  for (const { id, tokens } of state.finished) finished.set(id, tokens.slice());
  return { state, log, finished };
}

const anyRights = fc.array(fc.nat(8), { minLength: 1, maxLength: 6 });
const anySpeculated = fc.record({
  policy: anyPolicy,
  prefix: fc.constantFrom<Serving['prefix']>('off', 'on', 'recompute-last'),
  swap: fc.boolean(),
  k: fc.integer({ min: 1, max: 8 }),
  rights: anyRights,
  stop: fc.option(fc.integer({ min: 1, max: 60 })),
});

const servingOf = ({
  policy,
  prefix,
  swap,
}: {
  policy: Serving['policy'];
  prefix: Serving['prefix'];
  swap: boolean;
}): Serving => ({
  ...DEFAULT_SERVING,
  ...{ policy, prefix },
  memory: swap ? { pressure: 'swap', hostBlocks: 6 } : { pressure: 'recompute' },
});

test('whatever is drafted, requests end as they do without, and all blocks come back', () => {
  // What the property is about has to come up: drafts that stand and drafts that are rolled back, with blocks of their own.
  const met = { stood: 0, rolledBack: 0, blocksBack: 0 };
  fc.assert(
    fc.property(anyTraffic, anySpeculated, ({ requests, limits }, drawn) => {
      const { k, rights, stop } = drawn;
      const all = requests.map((request) => ({
        ...request,
        stopTokens: stop === null ? [] : [choiceAt(stop)],
      }));
      const serving = servingOf(drawn);
      const plain = speculate(all, limits, serving, { k: 0, rights });
      const drafted = speculate(all, limits, serving, { k, rights });
      expect(drafted.finished).toEqual(plain.finished);
      expect(drafted.state.pool.room).toBe(limits.blocks);
      expect(drafted.log.length).toBeLessThanOrEqual(requests.length * 45 + 4000);
      for (const { plan, outcome } of drafted.log)
        for (const { request, start, blocks, drafted: count = 0 } of plan.slices) {
          const given = outcome.get(request);
          if (count === 0 || !Array.isArray(given)) continue;
          met.stood += given.length - 1;
          met.rolledBack += count - (given.length - 1);
          if (blocks.length > blocksFor(start + given.length)) met.blocksBack++;
        }
    }),
  );
  for (const count of Object.values(met)) expect(count).toBeGreaterThan(20);
});

test('drafts take rows and free blocks that are left, and displace nobody', () => {
  let widened = 0;
  fc.assert(
    fc.property(anyTraffic, anySpeculated, ({ requests, limits }, drawn) => {
      const serving = servingOf(drawn);
      const check = (before: QueueState, plan: StepPlan) => {
        const none = withDrafts(before, new Map());
        const bare = schedule(none, limits, serving, { step: before.step, ms: 10 * before.step });
        const stripped = plan.slices.map((slice) => {
          const { drafted = 0, ...rest } = slice;
          if (drafted === 0) return rest;
          widened++;
          const held = Math.ceil((slice.start + 1) / 16);
          return {
            ...rest,
            tokens: slice.tokens.slice(0, 1),
            blocks: slice.blocks.slice(0, held),
            sample: 'last',
          };
        });
        expect({ ...plan, slices: stripped }).toEqual(bare);
        expect(rowCount(plan)).toBeLessThanOrEqual(limits.maxTokensPerStep);
        for (const slice of plan.slices) {
          const request = before.running.find(({ id }) => id === slice.request);
          expect(draftedTokens(slice).length).toBeLessThanOrEqual(request ? mostDrafted(request) : 0);
          const extra = slice.blocks.filter(
            (block) => !bare.slices.some(({ blocks }) => blocks.includes(block)),
          );
          if (slice.drafted) for (const block of extra) expect(before.pool.isCached(block)).toBe(false);
        }
      };
      speculate(requests, limits, serving, { ...drawn, check });
    }),
  );
  expect(widened).toBeGreaterThan(100);
});

test('a log of drafts and outcomes is a run', () => {
  fc.assert(
    fc.property(anyTraffic, anySpeculated, ({ requests, limits }, drawn) => {
      const serving = servingOf(drawn);
      const { log } = speculate(requests, limits, serving, drawn);
      let state = createQueue(requests, limits, serving.memory);
      for (const { drafts, plan, outcome } of log) {
        const asked = withDrafts(state, drafts);
        expect(schedule(asked, limits, serving, { step: state.step, ms: 10 * state.step })).toEqual(plan);
        state = commit(asked, plan, outcome);
      }
      expect(isDone(state)).toBe(true);
    }),
    { numRuns: 40 },
  );
});

test('right drafts make fewer steps, and wrong ones as many as none', () => {
  const requests = [requestOf('a', 5, 41)];
  const limits = { maxSequences: 1, maxTokensPerStep: 32, blocks: 4 };
  const stepsWith = (k: number, right: number) =>
    speculate(requests, limits, DEFAULT_SERVING, { k, rights: [right] }).log.length;
  // Each step chooses k + 1 of 40 tokens; the first comes with the prompt.
  expect([0, 1, 3, 4, 7].map((k) => stepsWith(k, 8))).toEqual([41, 21, 11, 9, 6]);
  expect(stepsWith(4, 0)).toBe(41);
});

test('commit names the request that accepts what nobody drafted, and one that got no token', () => {
  const limits = { maxSequences: 1, maxTokensPerStep: 32, blocks: 4 };
  const first = createQueue([requestOf('a', 5, 9)], limits);
  const now = { step: 0, ms: 0 };
  const begun = commit(first, schedule(first, limits, DEFAULT_SERVING, now), new Map([['a', 7]]));
  const asked = withDrafts(begun, new Map([['a', [1, 2]]]));
  const plan = schedule(asked, limits, DEFAULT_SERVING, { step: 1, ms: 0 });
  expect(plan.slices[0]).toMatchObject({ tokens: [7, 1, 2], drafted: 2, sample: 'all' });
  const given =
    (...tokens: number[]) =>
    () =>
      commit(asked, plan, new Map([['a', tokens]]));
  expect(given(4, 5)).toThrow(new RangeError('request a has accepted 4 where 1 was drafted'));
  expect(given(1, 2, 3, 4)).toThrow(
    new RangeError('step gave 4 tokens for request a, of which 2 were drafted'),
  );
  expect(given()).toThrow(RangeError);
  expect(() => commit(asked, plan, new Map())).toThrow(new RangeError('step gave no token for request a'));
  expect(given(1, 9)().running[0]).toMatchObject({ computed: 7, draft: [] });
});
