import { addRequests, type QueueState, type SchedulerLimits } from '../../steps/queue.ts';
import type { Incoming } from './load-source.ts';

/**
 * The queue with requests that have just arrived; one that could never run within the limits is found among the finished. `generated`:
 * what each was given before its run was broken off.
 */
export function joined(
  state: QueueState,
  incoming: readonly Incoming[],
  limits: SchedulerLimits,
  generated: (id: string) => readonly number[],
): QueueState {
  if (incoming.length === 0) return state;
  const requests = incoming.map(({ id, promptTokens: prompt, maxNewTokens, stopTokens, arrived, tier }) => ({
    ...{ id, prompt, maxNewTokens, stopTokens, tier, arrival: { ms: arrived }, generated: generated(id) },
  }));
  return addRequests(state, requests, limits);
}
