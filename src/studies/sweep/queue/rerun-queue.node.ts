import { canaryWords } from '../canary.ts';
import type { Job, JobResult, MergedStudy } from '../job.ts';
import { differenceWords, joined } from '../provenance.ts';
import { repeatJobs, resultsToRepeat } from '../reruns.ts';
import { SweepError } from '../sweep-error.ts';
import { canaryKey } from './canary-key.ts';
import type { QueueRun } from './run-queue.node.ts';

/**
 * Has one in a hundred of a study's results run again, each by another worker than the one that it came from where there are several of its
 * device. What no worker's canary fits is left out, and said. Throws what `QueueRun.turn` throws, and SweepError where other versions ran.
 */
export async function rerunQueued(
  run: QueueRun,
  results: readonly JobResult[],
  say: (line: string) => void,
): Promise<MergedStudy['reruns']> {
  // Whoever came or went in the meantime.
  await run.turn('rerunning', () => []);
  const here = new Set(run.workers.map(({ canary }) => canaryKey(canary)));
  const wanted = resultsToRepeat(results);
  const chosen = wanted.filter(({ provenance }) => here.has(canaryKey(provenance)));
  for (const { job, provenance } of wanted)
    if (!here.has(canaryKey(provenance)))
      say(
        `warning: job ${job.index} is not run again: no worker is there of canary ${canaryWords(provenance)}`,
      );
  const byId = new Map(chosen.map((result) => [result.job.id, result]));
  const again = ({ id }: Job) => ({
    by: run.taken.done.get(id) ?? null,
    canary: canaryKey(byId.get(id)!.provenance),
  });
  const missing = () =>
    chosen
      .map(({ job }) => job)
      .filter(({ id }) => !run.taken.again.has(id) && !run.failed.has(`again-${id}`));
  if (chosen.length > 0) await run.enqueueAgain(missing(), again);
  while (missing().length > 0) await run.turn('rerunning', missing, again);
  const ended = chosen.filter(({ job }) => run.taken.again.has(job.id));
  const reruns = await repeatJobs(ended, (job) => {
    const { result } = run.taken.again.get(job.id)!;
    checkVersions(byId.get(job.id)!, result);
    return Promise.resolve(result);
  });
  for (const id of reruns.differing)
    say(
      `job ${byId.get(id)!.job.index}: other bits by worker ${run.taken.again.get(id)!.worker} than by ${run.taken.done.get(id) ?? 'the one that ran it first'}`,
    );
  return reruns;
}

/** Bits of another model or rule say nothing of these. */
function checkVersions({ job, provenance }: JobResult, again: JobResult): void {
  if (joined(provenance, again.provenance)) return;
  throw new SweepError(
    `job ${job.id}: expected to run it again as it ran, found ${differenceWords(provenance, again.provenance)}; --no-rerun merges without`,
  );
}
