import { canonicalJson } from '../../../experiment/canonical.ts';
import type { Job } from '../job.ts';
import { SweepError } from '../sweep-error.ts';
import { type Payload, parsePayload } from './protocol.ts';
import { queuedId } from './queued-id.ts';

/** `id`, `data`: a job as the queue gave it. Throws SweepError where it is none of the study's, or its id is not that of its content. */
export function plannedJob(
  { id, data }: { readonly id?: string | undefined; readonly data: unknown },
  study: string,
  planned: ReadonlyMap<string, Job>,
): Payload {
  const where = `queue: job ${String(id).slice(0, 64)}`;
  const payload = parsePayload(data, where);
  if (payload.study !== study)
    throw new SweepError(`${where}: expected a job of study ${study}, found one of ${payload.study}`);
  if (queuedId(payload) !== id)
    throw new SweepError(`${where}: expected a job of that id, found ${queuedId(payload)}`);
  const job = planned.get(payload.job.id);
  // Planned ids follow from the study, whose hash was checked: what equals the planned job has the hash of its content for its id.
  if (!job || canonicalJson(job) !== canonicalJson(payload.job))
    throw new SweepError(
      `${where}: expected a job as the study plans it, found ${canonicalJson(payload.job).slice(0, 500)}`,
    );
  return { ...payload, job };
}
