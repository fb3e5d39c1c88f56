import type { Job, JobResult } from './job.ts';
import type { Ledger } from './ledger.ts';

/** One of several processes or devices that share a study: the `index`-th of `of`, from 1. */
export interface Shard {
  readonly index: number;
  readonly of: number;
}

export interface SweepProgress {
  /** Jobs of the shard that are done, and how many it has. */
  readonly done: number;
  readonly of: number;
  /** By the mean of the jobs that ran so far; null before the first has. */
  readonly millisecondsLeft: number | null;
}

export interface SweepOptions {
  /** All of the study's, in order. */
  readonly jobs: readonly Job[];
  readonly ledger: Ledger;
  /** Runs the study's canary on this device and gives its fingerprint. Throws SweepError where the study's is another. */
  readonly canary: (signal: AbortSignal | undefined) => Promise<string>;
  /** Runs a job; `canary` is what the canary gave. */
  readonly run: (job: Job, canary: string, signal: AbortSignal | undefined) => Promise<JobResult>;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: SweepProgress) => void) | undefined;
  /** Default: all jobs are this one's. */
  readonly shard?: Shard | undefined;
  /** Jobs that are run at most, those that were done before not counted. */
  readonly limit?: number | undefined;
  readonly now?: () => number;
}

/** Every `of`-th job, so that shards have cells of every price. */
export function jobsOfShard(jobs: readonly Job[], { index, of }: Shard): readonly Job[] {
  return jobs.filter((job) => job.index % of === index - 1);
}

/**
 * Runs what of a shard is not done yet, in order, after the canary; each result is kept before the next job begins, so that whoever is
 * ended loses one. Throws what the canary, a job or the ledger throws, and the signal's reason.
 */
export async function runSweep(
  options: SweepOptions,
): Promise<{ readonly ran: number; readonly left: number }> {
  const {
    ledger,
    canary,
    run,
    signal,
    onProgress,
    shard,
    limit = Number.POSITIVE_INFINITY,
    now = Date.now,
  } = options;
  const jobs = shard ? jobsOfShard(options.jobs, shard) : options.jobs;
  const done = await ledger.done();
  const open = jobs.filter(({ id }) => !done.has(id));
  const before = jobs.length - open.length;
  const asked = open.slice(0, limit);
  if (asked.length === 0) return { ran: 0, left: open.length };
  signal?.throwIfAborted();
  onProgress?.({ done: before, of: jobs.length, millisecondsLeft: null });
  const fingerprint = await canary(signal);
  const start = now();
  for (const [index, job] of asked.entries()) {
    signal?.throwIfAborted();
    await ledger.write(await run(job, fingerprint, signal));
    const ran = index + 1;
    const millisecondsLeft = ((now() - start) / ran) * (asked.length - ran);
    onProgress?.({ done: before + ran, of: jobs.length, millisecondsLeft });
  }
  return { ran: asked.length, left: open.length - asked.length };
}
