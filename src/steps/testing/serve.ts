import { commit } from '../commit.ts';
import { createQueue, isDone, type QueueState, type SchedulerLimits } from '../queue.ts';
import type { NewRequest } from '../request.ts';
import { schedule } from '../scheduler.ts';
import type { Now, Serving } from '../serving.ts';
import { isSampled, type StepPlan } from '../step-plan.ts';
import { KvMemory } from './kv-memory.ts';

/** A step as it was decided and taken in. */
export interface Served {
  readonly before: QueueState;
  readonly plan: StepPlan;
  readonly after: QueueState;
  readonly now: Now;
}

/** A stand-in model: the next token depends on the request's own length alone. */
export function sampledTokens(plan: StepPlan): Map<string, number> {
  const sampled = plan.slices.filter(isSampled);
  return new Map(
    sampled.map(({ request, start, position = start, tokens }) => [request, 1000 + position + tokens.length]),
  );
}

/**
 * Serves requests to their end, a step taking 10 ms, with a cache that throws where a plan is wrong. Throws where they do not end.
 * `serving`: the same for all steps, or by the step.
 */
export function serve(
  requests: readonly NewRequest[],
  limits: SchedulerLimits,
  serving: Serving | ((step: number) => Serving),
  check?: (step: Served) => void,
): { readonly state: QueueState; readonly plans: readonly StepPlan[] } {
  const memory = new KvMemory();
  const plans: StepPlan[] = [];
  const { memory: keeping } = typeof serving === 'function' ? serving(0) : serving;
  let state = createQueue(requests, limits, keeping);
  while (!isDone(state)) {
    const { step } = state;
    if (step > 5000) throw new Error('the queue does not drain');
    const now = { step, ms: 10 * step };
    const plan = schedule(state, limits, typeof serving === 'function' ? serving(step) : serving, now);
    memory.step(state, plan);
    const after = commit(state, plan, sampledTokens(plan));
    check?.({ before: state, plan, after, now });
    plans.push(plan);
    state = after;
  }
  return { state, plans };
}
