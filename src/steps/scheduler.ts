import { sharedPrefix } from './cascade.ts';
import { Draft } from './draft.ts';
import { budgetsOf } from './effort.ts';
import { dropForAll, goOn } from './go-on.ts';
import { join } from './join.ts';
import type { LayerSwap } from './lowered-layers.ts';
import { rulesOfPolicy } from './policies/policies.ts';
import type { Turn } from './policies/rules.ts';
import { layerSwap, loweredLayers, swapped } from './precision.ts';
import type { QueueState, SchedulerLimits } from './queue.ts';
import { queueFull, type Refusal, tooLate } from './refusals.ts';
import { hasBegun, type QueuedRequest } from './request.ts';
import { hasArrived, type Now, type Serving } from './serving.ts';
import { takeDrafts } from './speculation.ts';
import type { StepPlan } from './step-plan.ts';
import { isDue } from './verification.ts';
import { takeVerification } from './verify-step.ts';

/**
 * Decides the next step by continuous batching as in vLLM v1: iteration-level, chunked prefill, preemption. Who is next is the
 * policy's (`serving.policy`); with rows, sequences and blocks as `limits` say. The plan has no slices where nothing has arrived yet.
 */
export function schedule(state: QueueState, limits: SchedulerLimits, serving: Serving, now: Now): StepPlan {
  const rules = rulesOfPolicy(serving.policy);
  const late = givenUp(state, serving, now);
  const gone = new Set(late.map(({ request }) => request));
  const waiting = {
    *[Symbol.iterator]() {
      for (const request of state.waiting)
        if (hasArrived(request.arrival, now) && !gone.has(request.id)) yield request;
    },
  };
  const { precision } = serving;
  const swap = layerSwap(state, limits, precision, state.precision ? [...waiting].length : 0);
  const from = swap ? swapped(state, swap) : state;
  const draft = new Draft(from, limits, serving, rules);
  if (serving.memory.pressure === 'evict') dropForAll(draft, state.running);
  const verifier = takeVerification(draft, { running: state.running, waiting });
  for (const phase of verifier ? [] : rules.phases({ running: state.running, waiting })) {
    takeTurns(draft, phase, state.running.length);
    if (draft.slices.length > 0) break;
  }
  takeDrafts(draft, state.running);
  const begun = new Set(draft.slices.map(({ request }) => request));
  const still = serving.admission.mostWaiting === null ? [] : [...waiting].filter(({ id }) => !begun.has(id));
  const refused = [...late, ...turnedAway(still, serving)];
  const shared = sharedPrefix(draft.slices, serving.cascade);
  const budgets = serving.effort ? budgetsOf(draft.slices, [...waiting], serving.effort) : [];
  return {
    ...draft.plan,
    ...(verifier && { kernels: verifier }),
    ...(draft.slices.length > 0 && precisionOf(swap, from, limits)),
    ...(keeps(serving) && { keeps: true }),
    ...(refused.length > 0 && { refused }),
    ...(shared && { shared }),
    ...(budgets.length > 0 && { budgets }),
  };
}

/** What a step changes of its layers' formats, and which are lowered in it. */
function precisionOf(
  swap: LayerSwap | null,
  { precision: state }: QueueState,
  { lent }: SchedulerLimits,
): Pick<StepPlan, 'swap' | 'lowered'> {
  if (!state || !lent) return {};
  return {
    ...(swap && { swap }),
    ...(state.lowered > 0 && { lowered: loweredLayers(lent, state.lowered) }),
  };
}

/** What is packed lies at positions and behind keys that its tokens do not tell. */
function keeps({ prefix, packing }: Serving): boolean {
  return prefix !== 'off' && packing === 'off';
}

/** First come, first served, or by whatever order: one that waits and does not fit holds back all that wait behind it. */
function takeTurns(draft: Draft, turns: Iterable<Turn>, running: number): void {
  let [left, held] = [running, false];
  for (const turn of turns) {
    if (draft.rows === 0 || (held && left === 0)) return;
    if (!turn.joins) {
      left--;
      if (!isDue(turn.request)) goOn(draft, turn.request);
    } else if (!held) held = isDue(turn.request) || !join(draft, turn);
  }
}

/** Those that have waited too long to begin. */
function givenUp({ waiting }: QueueState, { admission }: Serving, now: Now): Refusal[] {
  if (admission.firstTokenWithin === null) return [];
  return waiting.flatMap((request) => {
    const message = hasBegun(request) ? null : tooLate(request, admission, now);
    return message === null ? [] : [{ request: request.id, message }];
  });
}

/** The newest beyond those that may wait. One that has begun waits for its blocks and is never refused. */
function turnedAway(waiting: readonly QueuedRequest[], { admission: { mostWaiting } }: Serving): Refusal[] {
  if (mostWaiting === null || waiting.length <= mostWaiting) return [];
  const fresh = waiting.filter((request) => !hasBegun(request));
  const beyond = Math.min(waiting.length - mostWaiting, fresh.length);
  const message = queueFull(mostWaiting);
  return fresh.slice(fresh.length - beyond).map(({ id }) => ({ request: id, message }));
}
