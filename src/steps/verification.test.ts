import fc from 'fast-check';
import { expect, test } from 'vitest';
import { acceptedSamples, coupled, outcomeOf, toldSamples } from './acceptance.ts';
import { commit, type StepOutcome } from './commit.ts';
import { BLOCK_POSITIONS } from './kv-blocks.ts';
import { createQueue, isDone, type QueueState, type SchedulerLimits } from './queue.ts';
import type { NewRequest } from './request.ts';
import { schedule } from './scheduler.ts';
import { DEFAULT_SERVING, type Serving } from './serving.ts';
import type { Sample } from './step-output.ts';
import { isSampled, type StepPlan, sampledOf } from './step-plan.ts';
import { anyPolicy, anyTraffic } from './testing/arbitrary-servings.ts';
import { setsOf } from './testing/arms.ts';
import { requestOf } from './testing/requests.ts';

/** What the verifier chooses behind so many tokens. */
const choiceAt = (length: number) => 1000 + length;

/** Who wrote a key last, and from which token. */
interface Key {
  readonly token: number;
  readonly by: 'verifier' | 'fast';
}

/** The keys of a device and of its host, slot by slot. */
class Keys {
  readonly #device = new Map<number, Key>();
  readonly #host = new Map<string, Key | undefined>();

  run({ slices, moves = [], kernels }: StepPlan): void {
    for (const move of moves)
      for (let i = 0; i < BLOCK_POSITIONS; i++) {
        if (move.kind === 'swap-out')
          this.#host.set(`${move.host}/${i}`, this.#device.get(move.block * BLOCK_POSITIONS + i));
        if (move.kind === 'swap-in')
          this.#put(move.block * BLOCK_POSITIONS + i, this.#host.get(`${move.host}/${i}`));
      }
    for (const { start, tokens, blocks } of slices)
      tokens.forEach((token, i) => {
        this.#device.set(slotOf(blocks, start + i), { token, by: kernels ? 'verifier' : 'fast' });
      });
  }

  at(blocks: readonly number[], index: number): Key | undefined {
    return this.#device.get(slotOf(blocks, index));
  }

  #put(slot: number, key: Key | undefined): void {
    if (key) this.#device.set(slot, key);
    else this.#device.delete(slot);
  }
}

function slotOf(blocks: readonly number[], index: number): number {
  const block = blocks[Math.floor(index / BLOCK_POSITIONS)];
  if (block === undefined) throw new Error(`no block for ${index}`);
  return block * BLOCK_POSITIONS + (index % BLOCK_POSITIONS);
}

interface Logged {
  readonly plan: StepPlan;
  readonly outcome: StepOutcome;
  readonly after: QueueState;
}

/** Enough to meet preemption, cuts and ends in all policies, on a machine that is busy. */
const RUNS = { numRuns: 60 };

/** Serves to the end; what is decoded fast is wrong by `slips`, round and round: 0 is right. */
function verify(
  requests: readonly NewRequest[],
  limits: SchedulerLimits,
  serving: Serving,
  slips: readonly number[],
  check?: (before: QueueState, logged: Logged, keys: Keys) => void,
) {
  const keys = new Keys();
  const log: Logged[] = [];
  const told = new Map<string, number[]>();
  let state = createQueue(requests, limits, serving.memory);
  while (!isDone(state)) {
    if (state.step > 20_000) throw new Error('the queue does not drain');
    const plan = schedule(state, limits, serving, { step: state.step, ms: 10 * state.step });
    keys.run(plan);
    const samples = plan.slices.filter(isSampled).flatMap((slice, at) =>
      sampledOf(slice).map((row): Sample => {
        const index = slice.start + row;
        const slip = slice.provisional ? slips[(state.step + at) % slips.length] : 0;
        const known = { request: slice.request, index, token: choiceAt(index + 1) + slip, finite: true };
        return { ...known, logit: 0, logits: null, top: [], logSumExp: 0, digest: new Uint32Array(4) };
      }),
    );
    const stops = new Map(requests.map(({ id, stopTokens }) => [id, stopTokens]));
    const accepted = acceptedSamples(plan, samples, coupled, (id) => stops.get(id)!);
    for (const { request, token } of toldSamples(plan, accepted))
      told.set(request, [...(told.get(request) ?? []), token]);
    const outcome = outcomeOf(plan, accepted);
    const after = commit(state, plan, outcome);
    const logged = { plan, outcome, after };
    check?.(state, logged, keys);
    log.push(logged);
    state = after;
  }
  const finished = new Map(state.finished.map(({ id, tokens }) => [id, tokens.slice()]));
  return { state, log, finished, told };
}

const anyVerified = fc.record({
  policy: anyPolicy,
  swap: fc.boolean(),
  window: fc.oneof(fc.integer({ min: 1, max: 24 }), fc.constant(64)),
  flagged: fc.array(fc.boolean(), { minLength: 10, maxLength: 10 }),
  // Right, or by how much not; now and then it is the token that ends a request too early.
  slips: fc.array(fc.oneof(fc.constant(0), fc.constant(0), fc.integer({ min: -4, max: 4 })), {
    minLength: 1,
    maxLength: 9,
  }),
  stop: fc.option(fc.integer({ min: 1, max: 60 })),
});

type Drawn = typeof anyVerified extends fc.Arbitrary<infer Value> ? Value : never;

function settingOf(
  { requests, limits }: { requests: readonly NewRequest[]; limits: SchedulerLimits },
  { policy, swap, window, flagged, stop }: Drawn,
) {
  const by = { window, kernels: setsOf('invariant') };
  const all = requests.map((request, i) => ({
    ...request,
    stopTokens: stop === null ? [] : [choiceAt(stop)],
    ...(flagged[i] && { verify: by }),
  }));
  const serving: Serving = {
    ...{ ...DEFAULT_SERVING, policy },
    memory: swap ? { pressure: 'swap', hostBlocks: 6 } : { pressure: 'recompute' },
  };
  return { all, serving, limits: { ...limits, maxTokensPerStep: Math.max(limits.maxTokensPerStep, window) } };
}

test('a flagged request is told what the verifier chooses, whatever was decoded, and nothing else; all blocks come back', () => {
  fc.assert(
    fc.property(anyTraffic, anyVerified, (traffic, drawn) => {
      const { all, serving, limits } = settingOf(traffic, drawn);
      const { state, finished, told, log } = verify(all, limits, serving, drawn.slips);
      const plain = verify(
        all.map(({ verify: _, ...request }) => request),
        limits,
        serving,
        [0],
      );
      expect(finished).toEqual(plain.finished);
      for (const { id, prompt } of all) expect(told.get(id)).toEqual(finished.get(id)!.slice(prompt.length));
      expect(state.pool.room).toBe(limits.blocks);
      // Plans and outcomes are all that the queue follows from.
      let again = createQueue(all, limits, serving.memory);
      for (const { plan, outcome } of log) again = commit(again, plan, outcome);
      expect(again).toEqual(state);
    }),
    RUNS,
  );
});

/** Where the windows of a request lie. */
function windowsOf(
  { prompt, maxNewTokens }: NewRequest,
  size: number,
): (readonly [start: number, rows: number])[] {
  const cut = (from: number, to: number) =>
    Array.from({ length: Math.ceil(Math.max(0, to - from) / size) }, (_, i) => {
      const start = from + i * size;
      return [start, Math.min(size, to - start)] as const;
    });
  return [...cut(0, prompt.length), ...cut(prompt.length, prompt.length + maxNewTokens - 1)];
}

test('a request is verified alone, in windows that follow from its own lengths, and goes on from keys that the verifier wrote', () => {
  fc.assert(
    fc.property(anyTraffic, anyVerified, (traffic, drawn) => {
      const { all, serving, limits } = settingOf(traffic, drawn);
      const byId = new Map(all.map((request) => [request.id, request]));
      const places = new Map<string, number>();
      verify(all, limits, serving, drawn.slips, (before, { plan, after }, keys) => {
        for (const slice of plan.slices) {
          const request = byId.get(slice.request)!;
          if (!request.verify) {
            expect(plan.kernels).toBeUndefined();
            continue;
          }
          if (!plan.kernels) {
            expect(slice).toMatchObject({ provisional: true, sample: 'last' });
            expect(slice.tokens).toHaveLength(1);
            continue;
          }
          expect(plan.slices).toHaveLength(1);
          const windows = windowsOf(request, drawn.window);
          const at = windows.findIndex(([start]) => start === slice.start);
          if (windows[at]?.[1] !== slice.tokens.length) throw new Error(`${request.id} has no such window`);
          const gaveWay = [...before.running, ...before.waiting].find(({ id }) => id === request.id)!;
          // One after the other, each again where it was cut, and from the first on where its keys were lost.
          if (gaveWay.computed > 0) expect(at - (places.get(request.id) ?? 0)).toBeOneOf([0, 1]);
          else expect(at).toBe(0);
          places.set(request.id, at);
          for (let i = 0; i < slice.start; i++)
            if (keys.at(slice.blocks, i)?.by !== 'verifier')
              throw new Error(`${request.id} reads a fast key`);
        }
        for (const { id, verify: verifying, computed, tokens, blocks } of after.running) {
          if (!verifying) continue;
          const written = [
            ...tokens.slice(0, computed),
            ...(verifying.pending.length > 0 ? [tokens.at(computed)] : []),
          ];
          written.push(...verifying.pending.slice(0, -1));
          written.forEach((token, i) => {
            const key = keys.at(blocks, i);
            if (key?.token !== token || key.by !== (i < computed ? 'verifier' : 'fast'))
              throw new Error(`${id} has at ${i} of ${computed} ${JSON.stringify(key)}, not ${token}`);
          });
        }
      });
    }),
    RUNS,
  );
});

const LIMITS = { maxSequences: 4, maxTokensPerStep: 64, blocks: 40 };

test('fast steps and one that verifies them, and after a cut the same window once more', () => {
  const request = requestOf('a', 5, 9, { verify: { window: 4, kernels: setsOf('invariant') } });
  const { log } = verify([request], LIMITS, DEFAULT_SERVING, [0, 0, 0, 7, 0, 0, 0, 0]);
  const steps = log.map(
    ({
      plan: {
        kernels,
        slices: [slice],
      },
    }) =>
      kernels
        ? `${slice.start}+${slice.tokens.length - (slice.drafted ?? 0) - (slice.padded ?? 0)}+${slice.drafted ?? 0}`
        : `${slice.start}`,
  );
  // First the prompt's windows. What is decoded behind 6 is another token: 8 is cut with it, and 7 is the verifier's.
  const [prompt, cut, rest] = [
    ['0+4+0', '4+1+0'],
    ['5', '6', '7', '5+1+3', '7', '5+3+1'],
    ['9', '10', '11', '9+1+3'],
  ];
  expect(steps).toEqual([...prompt, ...cut, ...rest]);
});
