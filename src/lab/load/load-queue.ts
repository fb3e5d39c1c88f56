import { BlockPool } from '../../steps/block-pool.ts';
import { addRequests, createQueue, type QueueState, type SchedulerLimits } from '../../steps/queue.ts';
import { type QueuedRequest, toRecompute } from '../../steps/request.ts';
import type { Incoming } from './load-source.ts';

/** A queue that nobody has joined yet. */
export function emptyQueue(limits: SchedulerLimits): QueueState {
  return createQueue([], limits);
}

/** The queue with requests that have just arrived, `generated` being what each was given before; one that could never run within the limits is found among the finished. */
export function joined(
  state: QueueState,
  incoming: readonly Incoming[],
  limits: SchedulerLimits,
  generated: (id: string) => readonly number[] = () => [],
): QueueState {
  const requests = incoming.map(({ id, promptTokens: prompt, maxNewTokens, stopTokens, arrived, tier }) => ({
    ...{ id, prompt, maxNewTokens, stopTokens, tier, arrival: { ms: arrived } },
  }));
  if (requests.length === 0) return state;
  const after = addRequests(state, requests, limits);
  return { ...after, waiting: after.waiting.map((request) => withTokens(request, generated(request.id))) };
}

/** One that had been given tokens when its run was broken off: it is computed again from all that is known. */
function withTokens(request: QueuedRequest, generated: readonly number[]): QueuedRequest {
  const { tokens, promptLength } = request;
  if (generated.length === 0 || tokens.length > promptLength) return request;
  return toRecompute({ ...request, tokens: [...tokens, ...generated] });
}

/** On another device: whatever ran waits at the head of the queue, to be computed again from its tokens. */
export function restarted(state: QueueState, limits: SchedulerLimits): QueueState {
  const again = state.running.map(toRecompute);
  return { ...state, running: [], waiting: [...again, ...state.waiting], pool: BlockPool.of(limits.blocks) };
}
