import { commit, type StepOutcome } from './commit.ts';
import { addRequests, createQueue, isDone, type QueueState, type SchedulerLimits } from './queue.ts';
import { without } from './queue-changes.ts';
import {
  comesBack,
  decodesNext,
  type FinishedRequest,
  type NewRequest,
  type QueuedRequest,
  type RequestEnd,
} from './request.ts';
import { schedule } from './scheduler.ts';
import type { Now, Policy, Serving } from './serving.ts';
import type { StepPlan } from './step-plan.ts';

/**
 * Prefill and decode in queues of their own, each with the blocks of its own arm (DistServe, Splitwise): prompts are computed in one,
 * which also chooses their first token, and go on in the other once their blocks are handed over. Whoever has to be computed again
 * goes back to the first.
 */
export interface SplitQueue {
  /** Its pool also holds what waits in `decode` to be handed over. */
  readonly prefill: QueueState;
  readonly decode: QueueState;
}

export interface SplitLimits {
  readonly prefill: SchedulerLimits;
  readonly decode: SchedulerLimits;
}

/** Keys and values that go from blocks of the prefill arm to as many of the decode arm, before the decode step. */
export interface HandOver {
  readonly request: string;
  readonly from: readonly number[];
  readonly to: readonly number[];
}

/** A step of either arm; one without slices is none. They touch no block in common. */
export interface SplitPlan {
  readonly prefill: StepPlan;
  readonly decode: StepPlan;
  readonly handOvers: readonly HandOver[];
}

export interface SplitOutcome {
  readonly prefill: StepOutcome;
  readonly decode: StepOutcome;
}

/** Two empty queues. */
export function createSplitQueue(limits: SplitLimits): SplitQueue {
  return { prefill: createQueue([], limits.prefill), decode: createQueue([], limits.decode) };
}

/** With more requests, as `addRequests`: one that could never run within the limits of either arm is refused. */
export function addToSplit(
  { prefill, decode }: SplitQueue,
  requests: readonly NewRequest[],
  limits: SplitLimits,
): SplitQueue {
  const blocks = Math.min(limits.prefill.blocks, limits.decode.blocks);
  return { prefill: addRequests(prefill, requests, { blocks }), decode };
}

export function isSplitDone({ prefill, decode }: SplitQueue): boolean {
  return isDone(prefill) && isDone(decode);
}

/** Those that have ended in either arm, and the queues without them. */
export function drainSplit({
  prefill,
  decode,
}: SplitQueue): readonly [readonly FinishedRequest[], SplitQueue] {
  const finished = [...prefill.finished, ...decode.finished];
  return [finished, { prefill: { ...prefill, finished: [] }, decode: { ...decode, finished: [] } }];
}

/**
 * The next step of either arm. Prompts are served as `serving` says; those that decode in its order too, where it has one for them: a
 * policy that is about prompts has nothing to say there.
 */
export function scheduleSplit(
  { prefill, decode }: SplitQueue,
  limits: SplitLimits,
  serving: Serving,
  now: Now,
): SplitPlan {
  const plan = schedule(decode, limits.decode, decodeServing(serving), now);
  const blocks = new Map(plan.slices.map((slice) => [slice.request, slice.blocks]));
  const handOvers = decode.waiting.flatMap(({ id, handed }): HandOver[] => {
    const to = handed.length > 0 ? blocks.get(id) : undefined;
    return to ? [{ request: id, from: handed, to: to.slice(0, handed.length) }] : [];
  });
  return { prefill: schedule(prefill, limits.prefill, serving, now), decode: plan, handOvers };
}

/** Without one request, as `without`; what waited to be handed over is given back on the side where it lies. */
export function withoutInSplit({ prefill, decode }: SplitQueue, id: string, end: RequestEnd): SplitQueue {
  const handed = decode.waiting.find((request) => request.id === id)?.handed ?? [];
  const before = without(prefill, id, end);
  return { prefill: { ...before, pool: before.pool.returned(handed) }, decode: without(decode, id, end) };
}

function decodeServing(serving: Serving): Serving {
  const ordered = serving.policy.kind === 'tiers' || serving.policy.kind === 'shortest';
  const policy: Policy = ordered ? serving.policy : { kind: 'fcfs' };
  const admission = { mostWaiting: null, firstTokenWithin: null };
  return { ...serving, policy, admission, prefix: 'off', packing: 'off' };
}

/** Takes in what both steps gave. What was handed over is held by the decode arm alone. */
export function commitSplit(state: SplitQueue, plan: SplitPlan, outcome: SplitOutcome): SplitQueue {
  const prefill = commit(state.prefill, plan.prefill, outcome.prefill);
  const decode = commit(state.decode, plan.decode, outcome.decode);
  const over = plan.handOvers.flatMap(({ from }) => from);
  const ready = prefill.running.filter(decodesNext).map(toHandOver);
  const again = decode.waiting.filter((request) => !comesBack(request));
  return {
    prefill: {
      ...prefill,
      running: prefill.running.filter((request) => !decodesNext(request)),
      waiting: [...again, ...prefill.waiting],
      pool: prefill.pool.returned(over),
    },
    decode: { ...decode, waiting: [...decode.waiting.filter(comesBack), ...ready] },
  };
}

function toHandOver(request: QueuedRequest): QueuedRequest {
  return { ...request, blocks: [], handed: request.blocks };
}
