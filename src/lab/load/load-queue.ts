import { BlockPool } from '../../steps/block-pool.ts';
import { createQueue, type QueuedRequest, type QueueState, type SchedulerLimits } from '../../steps/queue.ts';
import type { Incoming } from './load-source.ts';

/** A queue that nobody has joined yet. */
export function emptyQueue(limits: SchedulerLimits): QueueState {
  return createQueue([], limits);
}

/** The queue with a request that has just arrived. Throws RangeError where it could never run within the limits. */
export function enqueued(state: QueueState, incoming: Incoming, limits: SchedulerLimits): QueueState {
  const { id, promptTokens, maxNewTokens, stopTokens } = incoming;
  const request = { id, prompt: promptTokens, maxNewTokens, stopTokens, arrival: state.step };
  const { waiting } = createQueue([request], limits);
  return { ...state, waiting: [...state.waiting, ...waiting] };
}

/** Requests that have ended leave the queue, so that it does not grow. */
export function drained(state: QueueState): { state: QueueState; finished: readonly QueuedRequest[] } {
  return { state: { ...state, finished: [] }, finished: state.finished };
}

/** On another device: whatever ran waits at the head of the queue, to be computed again from its tokens. */
export function restarted(state: QueueState, limits: SchedulerLimits): QueueState {
  const again = state.running.map((request) => ({ ...request, computed: 0, blocks: [] }));
  return { ...state, running: [], waiting: [...again, ...state.waiting], pool: BlockPool.of(limits.blocks) };
}
