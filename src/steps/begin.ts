import { withBudget } from './effort.ts';
import { evictedOf, withoutEvicted } from './eviction.ts';
import { replayHost } from './host-places.ts';
import { joined } from './joined.ts';
import type { QueueState } from './queue.ts';
import { ended, type QueuedRequest, toRecompute, toSwapIn } from './request.ts';
import type { StepPlan, StepSlice } from './step-plan.ts';
import { Tables } from './tables.ts';

/**
 * The queue while a plan runs, `of` being its slices by request: what was dropped is gone, who gave way waits at its head, who was turned
 * away has ended, and who takes part runs and holds the plan's blocks.
 */
export function begin(state: QueueState, plan: StepPlan, of: ReadonlyMap<string, StepSlice>): QueueState {
  const { slices, preempted, moves = [] } = plan;
  const tables = new Tables(state.pool, moves);
  const before = evict(state.running, plan, tables);
  const gone = new Set(preempted);
  const gaveWay = gone.size > 0 ? before.filter(({ id }) => gone.has(id)) : [];
  const staying = gone.size > 0 ? before.filter(({ id }) => !gone.has(id)) : before;
  // The first to give way is the last of the list.
  for (const id of preempted.toReversed())
    tables.release(gaveWay.find((request) => request.id === id)!.blocks);
  const joins = slices.length > staying.filter(({ id }) => of.has(id)).length;
  const { joining, waiting, turnedAway } =
    joins || plan.refused ? parted(state.waiting, of, plan) : unchanged(state);
  const running = [...staying, ...joining];
  const from = new Map(running.map((request) => [request.id, request]));
  for (const slice of slices) {
    const request = from.get(slice.request);
    if (!request) throw new RangeError(`the plan has a slice of ${slice.request}, which is not in the queue`);
    tables.hold(request, slice);
  }
  const budgets = new Map(plan.budgets?.map((each) => [each.request, each.newTokens]));
  const placed = joining.map((request) => {
    const begun = joined(request, of.get(request.id)!);
    const budget = budgets.get(request.id);
    return budget === undefined ? begun : withBudget(begun, budget);
  });
  return {
    ...state,
    running: [...staying, ...placed].map((request) => {
      const blocks = of.get(request.id)?.blocks ?? request.blocks;
      return blocks === request.blocks ? request : { ...request, blocks };
    }),
    waiting: gaveWay.length > 0 ? [...backInQueue(gaveWay, plan), ...waiting] : waiting,
    finished: turnedAway.length > 0 ? [...state.finished, ...turnedAway] : state.finished,
    pool: tables.pool,
    host: replayHost(state.host, moves),
  };
}

function evict(
  running: readonly QueuedRequest[],
  { evicted = [] }: StepPlan,
  tables: Tables,
): readonly QueuedRequest[] {
  let left = running;
  for (const each of evicted) {
    left = left.map((request) => {
      if (request.id !== each.request) return request;
      tables.release(evictedOf(request, each));
      return withoutEvicted(request, each);
    });
  }
  return left;
}

function backInQueue(gaveWay: readonly QueuedRequest[], { swapped = [] }: StepPlan): QueuedRequest[] {
  const places = new Map(swapped.map(({ request, host }) => [request, host]));
  return gaveWay.map((request) => {
    const host = places.get(request.id);
    return host ? toSwapIn(request, host) : toRecompute(request);
  });
}

const unchanged = ({ waiting }: QueueState) => ({ joining: [], turnedAway: [], waiting });

/** Who waits, by what the plan has for each. */
function parted(
  waiting: readonly QueuedRequest[],
  slices: ReadonlyMap<string, StepSlice>,
  { refused = [] }: StepPlan,
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
