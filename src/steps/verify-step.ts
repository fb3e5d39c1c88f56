import type { KernelSets } from '../numerics/sets/kernel-sets.ts';
import type { Draft } from './draft.ts';
import { goOn } from './go-on.ts';
import { join } from './join.ts';
import type { QueueView, Turn } from './policies/rules.ts';
import { isDue } from './verification.ts';

/**
 * Gives a step to one request that is to be verified, alone: the first of those that run, else who is next to begin. They go before everyone
 * else, each once in a window of tokens; where there is no room for one it gives way as anyone does. The sets that compute the step; null
 * where it is not such a one.
 */
export function takeVerification(draft: Draft, view: QueueView): KernelSets | null {
  const due = view.running.filter(isDue);
  for (const request of draft.rules.precedence(due)) {
    goOn(draft, request);
    if (draft.slices.length > 0) return request.verify!.kernels;
  }
  const next = firstToJoin(draft, view);
  if (!next || !isDue(next.request)) return null;
  // Its windows follow each other at once: it begins where there is room for all of them.
  return join(draft, { ...next, whole: true }) ? next.request.verify!.kernels : null;
}

function firstToJoin({ rules }: Draft, view: QueueView): Turn | null {
  for (const phase of rules.phases(view)) for (const turn of phase) if (turn.joins) return turn;
  return null;
}
