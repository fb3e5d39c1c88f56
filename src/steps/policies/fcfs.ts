import { COMMON, goingOn, inTurn, joining, type PolicyRules } from './rules.ts';

/** Iteration-level and first come first served, as in vLLM v1: those that run first, then who waits, in order. */
export const FCFS: PolicyRules = {
  ...COMMON,
  phases: ({ running, waiting }) => [inTurn(goingOn(running), joining(waiting))],
};
