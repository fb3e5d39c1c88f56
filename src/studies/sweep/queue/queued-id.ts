import type { Payload } from './protocol.ts';

/** The id of a job in the queue: its content's hash; of one that is run again, that with `again-` before it. */
export function queuedId({ job, again }: Pick<Payload, 'job' | 'again'>): string {
  return again ? `again-${job.id}` : job.id;
}
