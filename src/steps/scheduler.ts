import type { BlockPool } from './block-pool.ts';
import { blocksFor } from './kv-blocks.ts';
import type { QueuedRequest, QueueState, SchedulerLimits } from './queue.ts';
import type { StepPlan, StepSlice } from './step-plan.ts';
import { isSampled } from './step-plan.ts';

/** What a step is made of while it is being decided; local to one call of `schedule`. */
interface Draft {
  budget: number;
  pool: BlockPool;
  /** Requests that go on running; those that lost their blocks are gone from its end. */
  running: QueuedRequest[];
  /** Requests that run, admitted ones included. */
  sequences: number;
  slices: StepSlice[];
  preempted: string[];
}

/**
 * Decides the next step by continuous batching as in vLLM v1: iteration-level, first come first served, chunked prefill, preemption
 * by recompute. Running requests go first, each with as many of its known but uncomputed tokens as the budget allows; waiting
 * ones follow in order of arrival while budget, sequences and blocks last. The plan has no slices where nothing has arrived yet.
 */
export function schedule(state: QueueState, limits: SchedulerLimits): StepPlan {
  const draft: Draft = {
    budget: limits.maxTokensPerStep,
    pool: state.pool,
    running: [...state.running],
    sequences: 0,
    slices: [],
    preempted: [],
  };
  continueRunning(draft);
  // A request that just lost its blocks would only take them back: nobody is admitted in such a step.
  if (draft.preempted.length === 0) admit(draft, state, limits);
  return { slices: draft.slices, preempted: draft.preempted };
}

function continueRunning(draft: Draft): void {
  for (let i = 0; i < draft.running.length && draft.budget > 0; i++) {
    const request = draft.running[i];
    const count = Math.min(request.tokens.length - request.computed, draft.budget);
    const wanted = blocksFor(request.computed + count) - request.blocks.length;
    while (wanted > draft.pool.free.length && draft.running.length > i) preemptNewest(draft);
    if (draft.running.length > i) takeSlice(draft, request, count, wanted);
  }
  draft.sequences = draft.running.length;
}

/** Recompute: the blocks go back, the tokens stay, and the request waits at the head of the queue. */
function preemptNewest(draft: Draft): void {
  const newest = draft.running.pop()!;
  draft.pool = draft.pool.returned(newest.blocks);
  draft.preempted.unshift(newest.id);
}

function admit(draft: Draft, { waiting, step }: QueueState, limits: SchedulerLimits): void {
  for (const request of waiting) {
    if (request.arrival > step) continue;
    const count = Math.min(request.tokens.length, draft.budget);
    const wanted = blocksFor(count);
    const fits = count > 0 && draft.sequences < limits.maxSequences && wanted <= draft.pool.free.length;
    // First come, first served: one that has arrived and does not fit holds back all behind it.
    if (!fits) return;
    takeSlice(draft, request, count, wanted);
    draft.sequences++;
  }
}

function takeSlice(draft: Draft, request: QueuedRequest, count: number, newBlocks: number): void {
  const { id, computed } = request;
  const fresh = draft.pool.next(newBlocks);
  const tokens = request.tokens.slice(computed, computed + count);
  const sample = computed + count === request.tokens.length ? 'last' : 'none';
  draft.slices.push({ request: id, start: computed, tokens, blocks: [...request.blocks, ...fresh], sample });
  draft.pool = draft.pool.taken(fresh);
  draft.budget -= count;
}

/**
 * Takes in what a step of this queue gave: `sampled` maps each sampled request to its next token, or to null where it must end
 * with an error. Finished requests leave at once and return their blocks.
 */
export function commit(
  state: QueueState,
  plan: StepPlan,
  sampled: ReadonlyMap<string, number | null>,
): QueueState {
  const begun = begin(state, plan);
  const slices = new Map(plan.slices.map((slice) => [slice.request, slice]));
  const running: QueuedRequest[] = [];
  const finished = [...state.finished];
  let { pool } = begun;
  for (const request of begun.running) {
    const after = advance(request, slices.get(request.id), sampled.get(request.id));
    if (!after.ended) {
      running.push(after.request);
      continue;
    }
    finished.push({ ...after.request, blocks: [] });
    pool = pool.returned(after.request.blocks);
  }
  return { ...begun, step: state.step + 1, running, finished, pool };
}

/** The queue while a plan runs: who gave way waits at its head, and who takes part runs and holds the plan's blocks. */
function begin(state: QueueState, { slices, preempted }: StepPlan): QueueState {
  const of = new Map(slices.map((slice) => [slice.request, slice]));
  const holding = (request: QueuedRequest) => ({
    ...request,
    blocks: of.get(request.id)?.blocks ?? request.blocks,
  });
  const gaveWay = state.running.filter(({ id }) => preempted.includes(id));
  const running = state.running.filter(({ id }) => !preempted.includes(id));
  const admitted = state.waiting.filter(({ id }) => of.has(id));
  const later = state.waiting.filter(({ id }) => !of.has(id));
  const fresh = [...running, ...admitted].flatMap(
    ({ id, blocks }) => of.get(id)?.blocks.slice(blocks.length) ?? [],
  );
  // The newest gave way first.
  const returned = gaveWay.toReversed().flatMap(({ blocks }) => blocks);
  return {
    ...state,
    running: [...running, ...admitted].map(holding),
    waiting: [...gaveWay.map((request) => ({ ...request, computed: 0, blocks: [] })), ...later],
    pool: state.pool.returned(returned).taken(fresh),
  };
}

function advance(request: QueuedRequest, slice: StepSlice | undefined, token: number | null | undefined) {
  if (!slice) return { request, ended: false };
  const moved = { ...request, computed: slice.start + slice.tokens.length };
  if (!isSampled(slice)) return { request: moved, ended: false };
  if (token === undefined) throw new RangeError(`step gave no token for request ${request.id}`);
  if (token === null) return { request: moved, ended: true };
  const next = { ...moved, tokens: [...request.tokens, token] };
  return { request: next, ended: next.tokens.length >= next.endLength || next.stopTokens.includes(token) };
}
