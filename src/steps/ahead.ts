import { commit } from './commit.ts';
import { BLOCK_POSITIONS } from './kv-blocks.ts';
import type { QueueState, SchedulerLimits } from './queue.ts';
import { schedule } from './scheduler.ts';
import type { Now, Serving } from './serving.ts';
import type { SharedPrefix, StepPlan, StepSlice } from './step-plan.ts';
import { isSampled } from './step-plan.ts';

/** Stands for a token that is being chosen; it ends no request. */
const AWAITED = -1;

/**
 * Beyond it an end is too likely: what was computed ahead of one is thrown away, and of many requests one that may end at any token
 * soon does.
 */
const MOST_THAT_MAY_END = 4;

/**
 * The step after `plan`, planned while that is under way, as it will be if no request ends but at its limit. What of it is not
 * known yet is the tokens that `plan` chooses (`StepSlice.awaits`). Null where nothing may be planned ahead: nothing is left to do,
 * a request would lose blocks, whose keys it still needs if another one ends, blocks would be moved or the prefix cache lose one, or too
 * many may end at any token. Nobody is expected to arrive by the clock meanwhile: who does fails the step.
 */
export function planAhead(
  state: QueueState,
  plan: StepPlan,
  limits: SchedulerLimits,
  serving: Serving,
  now: Now,
): StepPlan | null {
  // What a request is verified by nobody knows before it has all its tokens, nor what is left of them.
  if (plan.kernels) return null;
  const sampled = plan.slices.filter(isSampled).map(({ request }) => request);
  const requests = [...state.running, ...state.waiting];
  const mayEnd = requests.filter(({ id, stopTokens }) => stopTokens.length > 0 && sampled.includes(id));
  if (mayEnd.length > MOST_THAT_MAY_END) return null;
  const after = commit(state, plan, new Map(sampled.map((id) => [id, AWAITED])));
  const next = schedule(after, limits, serving, { step: now.step + 1, ms: now.ms });
  if (next.slices.length === 0 || next.preempted.length > 0 || next.kernels) return null;
  if (next.moves || next.evicted || next.swap || forgets(after, next)) return null;
  return { ...next, slices: next.slices.map((slice) => awaiting(slice, sampled)) };
}

/** Whether it writes to blocks that the prefix cache would still go by if the step never was. */
function forgets({ pool }: QueueState, { slices }: StepPlan): boolean {
  if (pool.cachedCount === 0) return false;
  const written = slices.flatMap(({ start, blocks }) => blocks.slice(Math.floor(start / BLOCK_POSITIONS)));
  return written.some((block) => pool.isCached(block));
}

/** A token that is awaited is its request's last one, and all before it are computed: it comes alone. */
function awaiting(slice: StepSlice, sampled: readonly string[]): StepSlice {
  if (slice.tokens[0] !== AWAITED) return slice;
  return { ...slice, tokens: [0], awaits: sampled.indexOf(slice.request) };
}

/**
 * Whether a step that was planned ahead is this one to the last slot and token, so that its bits are this one's. `chosen`: what the
 * step before it chose by itself, in the order of its samples: the tokens that the one ahead was fed.
 */
export function cameTrue(ahead: StepPlan, plan: StepPlan, chosen: readonly number[]): boolean {
  return (
    plan.preempted.length === 0 &&
    plan.moves === undefined &&
    plan.evicted === undefined &&
    plan.swap === undefined &&
    sameShared(ahead.shared, plan.shared) &&
    ahead.slices.length === plan.slices.length &&
    ahead.slices.every((slice, i) => sameSlice(slice, plan.slices[i], chosen))
  );
}

function sameShared(a: SharedPrefix | undefined, b: SharedPrefix | undefined): boolean {
  return a?.length === b?.length && equal(a?.slices ?? [], b?.slices ?? []);
}

function sameSlice(ahead: StepSlice, slice: StepSlice, chosen: readonly number[]): boolean {
  const tokens = ahead.awaits === undefined ? ahead.tokens : [chosen[ahead.awaits]];
  return (
    ahead.request === slice.request &&
    ahead.start === slice.start &&
    ahead.sample === slice.sample &&
    ahead.position === slice.position &&
    ahead.from === slice.from &&
    equal(tokens, slice.tokens) &&
    equal(ahead.blocks, slice.blocks)
  );
}

function equal(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((value, i) => value === b[i]);
}
