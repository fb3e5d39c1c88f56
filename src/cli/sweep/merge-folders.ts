import { canonicalJson } from '../../experiment/canonical.ts';
import type { Job, JobResult, MergedStudy, Provenance } from '../../studies/sweep/job.ts';
import { type MergeOptions, mergedJob, notOfStudy, StudyMerge } from '../../studies/sweep/merge.ts';
import { showJobs } from '../progress.ts';
import type { StudyFolder } from './study-folder.ts';

/** A result that a merge keeps, by where it is. */
export interface KeptResult {
  readonly job: Job;
  readonly stratum: number;
  readonly folder: StudyFolder;
  /** Who computed it, as `deviceText` has it. */
  readonly device: string;
}

export interface MergedFolders {
  readonly strata: readonly Provenance[];
  /** In the order of jobs; a job that several strata have comes several times. */
  readonly kept: readonly KeptResult[];
}

/** What tells devices apart, as a text. */
export function deviceText({ engine, adapter, canary }: Omit<Provenance, 'models' | 'rules'>): string {
  return canonicalJson({ engine, adapter, canary });
}

/**
 * Looks through the results of a study's folders as `mergeResults` does, job by job, and holds none of them: those of a million jobs are ten
 * gigabytes. Throws SweepError for what does not belong together, and the signal's reason.
 */
export async function mergeFolders(
  folders: readonly [StudyFolder, ...StudyFolder[]],
  options: MergeOptions,
  signal: AbortSignal,
): Promise<MergedFolders> {
  const [{ hash, jobs }] = folders;
  const merge = new StudyMerge(hash, options);
  const there = await Promise.all(folders.map(async ({ ledger }) => new Set(await ledger.ids())));
  await refuseStrangers(folders, there);
  const kept: KeptResult[] = [];
  const devices = new Map<string, string>();
  const show = showJobs('read');
  for (const job of jobs) {
    signal.throwIfAborted();
    const places = new Map<JobResult, StudyFolder>();
    for (const [at, folder] of folders.entries()) {
      const result = there[at].has(job.id) ? await folder.ledger.wholeOrNull(job.id) : null;
      if (result) places.set(result, folder);
    }
    for (const { result, stratum } of merge.add(job, [...places.keys()])) {
      const text = deviceText(result.provenance);
      // One text for all of a device's results.
      const device = devices.get(text) ?? text;
      devices.set(device, device);
      kept.push({ job, stratum, folder: places.get(result)!, device });
    }
    show({ done: job.index + 1, of: jobs.length, millisecondsLeft: null });
  }
  return { strata: merge.end(jobs.length), kept };
}

async function refuseStrangers(
  folders: readonly StudyFolder[],
  there: readonly ReadonlySet<string>[],
): Promise<void> {
  const planned = new Set(folders[0].jobs.map(({ id }) => id));
  for (const [at, { ledger }] of folders.entries())
    for (const id of there[at]) if (!planned.has(id) && (await ledger.wholeOrNull(id))) throw notOfStudy(id);
}

/** What was merged of each job, read anew one after the other. */
export async function* mergedJobs(kept: readonly KeptResult[]): AsyncGenerator<MergedStudy['jobs'][number]> {
  for (const { job, stratum, folder } of kept) yield mergedJob(await folder.ledger.read(job.id), stratum);
}
