import { hashText } from './hash-text.ts';
import type { Job, JobResult, MergedStudy } from './job.ts';
import { sameBits } from './merge.ts';

/** Share of the jobs that a merge runs again. */
const SHARE = 0.01;

/** One in a hundred of a study's results, at least one of any: chosen by hash, so that neither order nor time has a say. */
export function resultsToRepeat<Result extends { readonly study: string; readonly job: Pick<Job, 'id'> }>(
  results: readonly Result[],
): readonly Result[] {
  const count = Math.ceil(results.length * SHARE);
  return results
    .map((result) => ({ result, key: hashText(`again ${result.study} ${result.job.id}`) }))
    .toSorted((a, b) => (a.key < b.key ? -1 : 1))
    .slice(0, count)
    .map(({ result }) => result);
}

/** Runs results' jobs again, each as it comes, and compares bits. Throws what running throws. */
export async function repeatJobs(
  results: Iterable<JobResult> | AsyncIterable<JobResult>,
  run: (job: Job, result: JobResult) => Promise<Pick<JobResult, 'fingerprint' | 'observations'>>,
): Promise<MergedStudy['reruns']> {
  const jobs: string[] = [];
  const differing: string[] = [];
  for await (const result of results) {
    const { id } = result.job;
    jobs.push(id);
    if (!sameBits(result, await run(result.job, result))) differing.push(id);
  }
  return { jobs, differing };
}
