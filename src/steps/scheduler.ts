import { blocksFor, positionsFor } from './kv-blocks.ts';
import type { StepPlan, StepSlice } from './step-plan.ts';

/** Continuous batching as in vLLM v1: iteration-level, first come first served, chunked prefill, preemption by recompute. */
export interface SchedulerLimits {
  /** Requests that may run at once. */
  readonly maxSequences: number;
  /** Rows a step may have. */
  readonly maxTokensPerStep: number;
  /** KV blocks in the pool. */
  readonly blocks: number;
}

export interface ScheduledRequest {
  readonly id: string;
  /** Prompt, then what was generated. */
  readonly tokens: readonly number[];
  readonly promptLength: number;
  /** Length at which the request ends. */
  readonly endLength: number;
  /** Tokens that end it early. */
  readonly stopTokens: readonly number[];
  /** Step at which it joins the queue. */
  readonly arrival: number;
  /** Leading tokens whose keys and values are in the cache. */
  readonly computed: number;
  readonly blocks: readonly number[];
}

export type NewRequest = Pick<ScheduledRequest, 'id' | 'stopTokens' | 'arrival'> & {
  readonly prompt: readonly number[];
  readonly maxNewTokens: number;
};

export interface SchedulerState {
  readonly step: number;
  /** In order of admission; the last one is preempted first. */
  readonly running: readonly ScheduledRequest[];
  readonly waiting: readonly ScheduledRequest[];
  readonly finished: readonly ScheduledRequest[];
  /** Taken from the front, returned at the back. */
  readonly freeBlocks: readonly number[];
}

/** A fresh queue. Throws RangeError where a request could never run within the limits. */
export function createScheduler(requests: readonly NewRequest[], limits: SchedulerLimits): SchedulerState {
  const inOrder = requests.toSorted((a, b) => a.arrival - b.arrival);
  const waiting = inOrder.map(({ id, prompt, maxNewTokens, stopTokens, arrival }): ScheduledRequest => {
    const endLength = prompt.length + maxNewTokens;
    const needed = blocksFor(positionsFor(prompt.length, maxNewTokens));
    if (needed > limits.blocks) {
      throw new RangeError(`request ${id} needs ${needed} KV blocks, the pool has ${limits.blocks}`);
    }
    return {
      id,
      tokens: prompt,
      promptLength: prompt.length,
      endLength,
      stopTokens,
      arrival,
      computed: 0,
      blocks: [],
    };
  });
  const freeBlocks = Array.from({ length: limits.blocks }, (_, block) => block);
  return { step: 0, running: [], waiting, finished: [], freeBlocks };
}

export function isDone(state: SchedulerState): boolean {
  return state.running.length === 0 && state.waiting.length === 0;
}

/** What a step is made of while it is being decided; local to one call of `schedule`. */
interface Draft {
  budget: number;
  free: number[];
  running: ScheduledRequest[];
  slices: StepSlice[];
  preempted: ScheduledRequest[];
}

/**
 * Decides the next step. Running requests go first, each with as many of its known but uncomputed tokens as the budget
 * allows; waiting ones follow in order of arrival while budget, sequences and blocks last. The plan has no slices where
 * nothing has arrived yet.
 */
export function schedule(
  state: SchedulerState,
  limits: SchedulerLimits,
): { state: SchedulerState; plan: StepPlan } {
  const draft: Draft = {
    budget: limits.maxTokensPerStep,
    free: [...state.freeBlocks],
    running: [...state.running],
    slices: [],
    preempted: [],
  };
  continueRunning(draft);
  const waiting = [...draft.preempted, ...state.waiting];
  // A request that just lost its blocks would only take them back: nobody is admitted in such a step.
  const later = draft.preempted.length > 0 ? waiting : admit(draft, waiting, state.step, limits);
  const plan = { slices: draft.slices, preempted: draft.preempted.map((request) => request.id) };
  return { state: { ...state, running: draft.running, waiting: later, freeBlocks: draft.free }, plan };
}

function continueRunning(draft: Draft): void {
  for (let i = 0; i < draft.running.length && draft.budget > 0; i++) {
    const request = draft.running[i];
    const count = Math.min(request.tokens.length - request.computed, draft.budget);
    const wanted = blocksFor(request.computed + count) - request.blocks.length;
    while (wanted > draft.free.length && draft.running.length > i) preemptNewest(draft);
    if (draft.running.length > i) draft.running[i] = takeSlice(draft, request, count, wanted);
  }
}

/** Recompute: the blocks go back, the tokens stay, and the request waits at the head of the queue. */
function preemptNewest(draft: Draft): void {
  const newest = draft.running.pop()!;
  draft.free.push(...newest.blocks);
  draft.preempted.unshift({ ...newest, computed: 0, blocks: [] });
}

/** Admits waiting requests and returns those that go on waiting. */
function admit(
  draft: Draft,
  waiting: ScheduledRequest[],
  step: number,
  limits: SchedulerLimits,
): ScheduledRequest[] {
  const later: ScheduledRequest[] = [];
  let open = true;
  for (const request of waiting) {
    const arrived = request.arrival <= step;
    const count = Math.min(request.tokens.length, draft.budget);
    const wanted = blocksFor(count);
    const fits = count > 0 && draft.running.length < limits.maxSequences && wanted <= draft.free.length;
    if (open && arrived && fits) draft.running.push(takeSlice(draft, request, count, wanted));
    else later.push(request);
    // First come, first served: one that has arrived and does not fit holds back all behind it.
    if (arrived && !fits) open = false;
  }
  return later;
}

function takeSlice(
  draft: Draft,
  request: ScheduledRequest,
  count: number,
  newBlocks: number,
): ScheduledRequest {
  const blocks = [...request.blocks, ...draft.free.splice(0, newBlocks)];
  const end = request.computed + count;
  const tokens = request.tokens.slice(request.computed, end);
  const samples = end === request.tokens.length;
  draft.slices.push({ request: request.id, start: request.computed, tokens, blocks, samples });
  draft.budget -= count;
  return { ...request, blocks };
}

/**
 * Takes in what a step gave: `sampled` maps each sampled request to its next token, or to null where it must end
 * with an error. Finished requests leave at once and return their blocks.
 */
export function commit(
  state: SchedulerState,
  plan: StepPlan,
  sampled: ReadonlyMap<string, number | null>,
): SchedulerState {
  const slices = new Map(plan.slices.map((slice) => [slice.request, slice]));
  const running: ScheduledRequest[] = [];
  const finished = [...state.finished];
  const freeBlocks = [...state.freeBlocks];
  for (const request of state.running) {
    const after = advance(request, slices.get(request.id), sampled.get(request.id));
    if (!after.ended) {
      running.push(after.request);
      continue;
    }
    finished.push({ ...after.request, blocks: [] });
    freeBlocks.push(...after.request.blocks);
  }
  return { ...state, step: state.step + 1, running, finished, freeBlocks };
}

function advance(request: ScheduledRequest, slice: StepSlice | undefined, token: number | null | undefined) {
  if (!slice) return { request, ended: false };
  const moved = { ...request, computed: slice.start + slice.tokens.length };
  if (!slice.samples) return { request: moved, ended: false };
  if (token === undefined) throw new RangeError(`step gave no token for request ${request.id}`);
  if (token === null) return { request: moved, ended: true };
  const next = { ...moved, tokens: [...request.tokens, token] };
  return { request: next, ended: next.tokens.length >= next.endLength || next.stopTokens.includes(token) };
}
