import { BlockPool } from '../../steps/block-pool.ts';
import { addRequests, createQueue, type QueueState, type SchedulerLimits } from '../../steps/queue.ts';
import { toRecompute } from '../../steps/request.ts';
import type { Incoming } from './load-source.ts';

/** A queue that nobody has joined yet. */
export function emptyQueue(limits: SchedulerLimits): QueueState {
  return createQueue([], limits);
}

/** The queue with requests that have just arrived; one that could never run within the limits is found among the finished. */
export function joined(
  state: QueueState,
  incoming: readonly Incoming[],
  limits: SchedulerLimits,
): QueueState {
  const requests = incoming.map(({ id, promptTokens: prompt, maxNewTokens, stopTokens, arrived, tier }) => ({
    ...{ id, prompt, maxNewTokens, stopTokens, tier, arrival: { ms: arrived } },
  }));
  return requests.length === 0 ? state : addRequests(state, requests, limits);
}

/** On another device: whatever ran waits at the head of the queue, to be computed again from its tokens. */
export function restarted(state: QueueState, limits: SchedulerLimits): QueueState {
  const again = state.running.map(toRecompute);
  return { ...state, running: [], waiting: [...again, ...state.waiting], pool: BlockPool.of(limits.blocks) };
}
