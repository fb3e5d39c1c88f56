import { BlockPool } from './block-pool.ts';
import { HostPlaces } from './host-places.ts';
import { type PoolLimits, withLowered } from './precision.ts';
import { createQueue, type QueueState, type SchedulerLimits } from './queue.ts';
import { ended, hasBegun, type RequestEnd, toRecompute } from './request.ts';

/**
 * The queue of an arm that lost its cache, host memory included, as with a device: whoever had begun waits, to be computed again from
 * its tokens, and nothing is found by them any more.
 */
export function withoutCache(state: QueueState, limits: PoolLimits): QueueState {
  const begun = [...state.running, ...state.waiting.filter(({ host }) => host.length > 0)];
  const others = state.waiting.filter(({ host }) => host.length === 0);
  const again = begun.map((request) => (hasBegun(request) ? { ...toRecompute(request), host: [] } : request));
  const pool = BlockPool.of(limits.blocks);
  return {
    ...state,
    ...{ running: [], waiting: [...again, ...others], pool, host: HostPlaces.NONE },
    ...withLowered(pool, limits, state.precision?.lowered),
  };
}

/** An empty queue that goes on where another had come to: at its step, with as many layers lowered. */
export function goingOn(
  limits: SchedulerLimits,
  { step, lowered }: { step: number; lowered: number },
): QueueState {
  const empty = createQueue([], limits);
  return { ...empty, step, ...withLowered(BlockPool.of(limits.blocks), limits, lowered) };
}

/** Without one request, which ended for a reason that the scheduler does not know; the same queue where it has none of that name. */
export function without(state: QueueState, id: string, end: RequestEnd): QueueState {
  const request = [...state.running, ...state.waiting].find((each) => each.id === id);
  if (!request) return state;
  return {
    ...state,
    running: state.running.filter((each) => each !== request),
    waiting: state.waiting.filter((each) => each !== request),
    finished: [...state.finished, ended(request, end)],
    pool: state.pool.returned(request.blocks),
    host: state.host.returned(request.host),
  };
}
