import type { QueueState } from './queue.ts';
import { ended, type FinishedRequest, type QueuedRequest, type RequestEnd, toRecompute } from './request.ts';
import { isSampled, type StepPlan, type StepSlice } from './step-plan.ts';

/** Each sampled request's next token, or null where its logits are not finite. */
export type StepOutcome = ReadonlyMap<string, number | null>;

/** Takes in what a step of this queue gave. Requests that have ended leave at once and return their blocks. */
export function commit(state: QueueState, plan: StepPlan, outcome: StepOutcome): QueueState {
  const begun = begin(state, plan);
  const slices = new Map(plan.slices.map((slice) => [slice.request, slice]));
  const running: QueuedRequest[] = [];
  const finished: FinishedRequest[] = [];
  let { pool } = begun;
  for (const request of begun.running) {
    const slice = slices.get(request.id);
    const { request: after, end } = slice
      ? advance(request, slice, outcome.get(request.id))
      : { request, end: null };
    if (end === null) {
      running.push(after);
      continue;
    }
    finished.push(ended(after, end));
    pool = pool.returned(after.blocks);
  }
  const all = finished.length > 0 ? [...begun.finished, ...finished] : begun.finished;
  return { ...begun, step: state.step + 1, running, finished: all, pool };
}

/** The queue while a plan runs: who gave way waits at its head, and who takes part runs and holds the plan's blocks. */
function begin(state: QueueState, { slices, preempted, refused = [] }: StepPlan): QueueState {
  const of = new Map(slices.map((slice) => [slice.request, slice]));
  const gone = new Set(preempted);
  const gaveWay = state.running.filter(({ id }) => gone.has(id));
  const staying = gaveWay.length > 0 ? state.running.filter(({ id }) => !gone.has(id)) : state.running;
  const joins = slices.length > staying.filter(({ id }) => of.has(id)).length;
  const { joining, waiting, turnedAway } =
    joins || refused.length > 0
      ? parted(state.waiting, of, refused)
      : { joining: [], waiting: state.waiting, turnedAway: [] };
  const running = [
    ...staying,
    ...joining.map((request) => ({ ...request, joinedLength: request.tokens.length })),
  ];
  const fresh = running.flatMap(({ id, blocks }) => of.get(id)?.blocks.slice(blocks.length) ?? []);
  const returned = preempted
    .toReversed()
    .flatMap((id) => gaveWay.find((request) => request.id === id)!.blocks);
  return {
    ...state,
    running: running.map((request) => ({ ...request, blocks: of.get(request.id)?.blocks ?? request.blocks })),
    waiting: gaveWay.length > 0 ? [...gaveWay.map(toRecompute), ...waiting] : waiting,
    finished: turnedAway.length > 0 ? [...state.finished, ...turnedAway] : state.finished,
    pool: state.pool.returned(returned).taken(fresh),
  };
}

/** Who waits, by what the plan has for each. */
function parted(
  waiting: readonly QueuedRequest[],
  slices: ReadonlyMap<string, StepSlice>,
  refused: NonNullable<StepPlan['refused']>,
) {
  const messages = new Map(refused.map(({ request, message }) => [request, message]));
  const joining = waiting.filter(({ id }) => slices.has(id));
  const turnedAway = waiting.flatMap((request) => {
    const message = messages.get(request.id);
    return message === undefined ? [] : [ended(request, { kind: 'refused', message })];
  });
  const later = waiting.filter(({ id }) => !slices.has(id) && !messages.has(id));
  return { joining, turnedAway, waiting: later };
}

function advance(
  request: QueuedRequest,
  slice: StepSlice,
  token: number | null | undefined,
): { readonly request: QueuedRequest; readonly end: RequestEnd | null } {
  const moved = { ...request, computed: slice.start + slice.tokens.length };
  if (!isSampled(slice)) return { request: moved, end: null };
  if (token === undefined) throw new RangeError(`step gave no token for request ${request.id}`);
  if (token === null)
    return { request: moved, end: { kind: 'failed', message: 'its logits are not finite' } };
  const next = { ...moved, tokens: [...request.tokens, token] };
  return { request: next, end: endOf(next, token) };
}

function endOf({ tokens, endLength, stopTokens }: QueuedRequest, token: number): RequestEnd | null {
  if (stopTokens.includes(token)) return { kind: 'done', reason: 'end-of-text' };
  return tokens.length >= endLength ? { kind: 'done', reason: 'length' } : null;
}
