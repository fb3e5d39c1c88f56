import { BlockPool } from './block-pool.ts';
import { HostPlaces } from './host-places.ts';
import { noneLowered, type PoolLimits } from './precision.ts';
import type { QueueState } from './queue.ts';
import { ended, hasBegun, toRecompute } from './request.ts';

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
    ...noneLowered(pool, limits),
  };
}

/** Without one request, which failed for a reason that the scheduler does not know; the same queue where it has none of that name. */
export function failed(state: QueueState, id: string, message: string): QueueState {
  const request = [...state.running, ...state.waiting].find((each) => each.id === id);
  if (!request) return state;
  return {
    ...state,
    running: state.running.filter((each) => each !== request),
    waiting: state.waiting.filter((each) => each !== request),
    finished: [...state.finished, ended(request, { kind: 'failed', message })],
    pool: state.pool.returned(request.blocks),
    host: state.host.returned(request.host),
  };
}
