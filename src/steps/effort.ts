import { hasBegun, type QueuedRequest } from './request.ts';
import type { Effort } from './serving.ts';
import type { EffortBudget, StepSlice } from './step-plan.ts';

/**
 * New tokens that are left to a request that asks for `asked` and begins while so many others wait: all of them up to `from` others, as
 * many as `least` from `to` on, and linear in between, rounded to whole tokens. Never more than it asks for, nor fewer than one.
 */
export function budgetUnder({ from, to, least }: Effort, waiting: number, asked: number): number {
  const shortest = Math.min(asked, least);
  const along = Math.min(1, Math.max(0, (waiting - from) / (to - from)));
  return Math.max(1, Math.round(asked - along * (asked - shortest)));
}

/** Of those that begin for the first time in a step; others keep what they were given. `waiting`: who had arrived before it. */
export function budgetsOf(
  slices: readonly StepSlice[],
  waiting: readonly QueuedRequest[],
  effort: Effort,
): EffortBudget[] {
  const begins = new Set(slices.map(({ request }) => request));
  return waiting.flatMap((request) => {
    if (!begins.has(request.id) || request.budget !== null || hasBegun(request)) return [];
    const others = waiting.length - 1;
    const newTokens = budgetUnder(effort, others, request.endLength - request.promptLength);
    return [{ request: request.id, newTokens, waiting: others }];
  });
}

/** The request with its answer cut to a budget. */
export function withBudget(request: QueuedRequest, newTokens: number): QueuedRequest {
  const endLength = request.promptLength + newTokens;
  return {
    ...request,
    endLength,
    declaredLength: Math.min(request.declaredLength, endLength),
    budget: newTokens,
  };
}
