import type { QueuedRequest } from './request.ts';
import type { Admission, Now } from './serving.ts';

/** A request that is turned away, and what it is told. */
export interface Refusal {
  readonly request: string;
  readonly message: string;
}

/**
 * Of one whose first token is due; null where there is time. One that arrives by a step has no deadline: its arrival is not on the
 * clock.
 */
export function tooLate(
  { arrival }: QueuedRequest,
  { firstTokenWithin }: Admission,
  now: Now,
): string | null {
  if (firstTokenWithin === null || 'step' in arrival) return null;
  const waited = now.ms - arrival.ms;
  if (waited <= firstTokenWithin) return null;
  return `no first token after ${count(waited)} ms, ${count(firstTokenWithin)} ms are allowed`;
}

export function queueFull(mostWaiting: number): string {
  return `the queue is full: ${count(mostWaiting)} ${mostWaiting === 1 ? 'request waits' : 'requests wait'}, which is the most that may`;
}

function count(value: number): string {
  return Math.round(value).toLocaleString('en');
}
