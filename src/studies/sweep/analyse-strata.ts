import type { MergedStudy } from './job.ts';

/** Jobs with a result each. */
interface OneEach {
  readonly merged: MergedStudy;
  /** Jobs that have results of several strata, of which one is kept. */
  readonly repeated: number;
}

/**
 * Of a job that several devices or versions ran, one result: two of a unit under one seed are no two pairs, and a pair is to lie on one device as far
 * as it can. It is the one of the stratum that has results of the most jobs; of equals the first.
 */
export function oneResultEach(merged: MergedStudy): OneEach {
  const counts = merged.strata.map(
    (_, place) => merged.jobs.filter(({ stratum }) => stratum === place).length,
  );
  const kept = new Map<string, MergedStudy['jobs'][number]>();
  for (const job of merged.jobs) {
    const before = kept.get(job.id);
    const more = before && counts[job.stratum] - counts[before.stratum];
    if (!before || more! > 0 || (more === 0 && job.stratum < before.stratum)) kept.set(job.id, job);
  }
  const repeated = new Set(merged.jobs.filter((job) => kept.get(job.id) !== job).map(({ id }) => id)).size;
  return { merged: { ...merged, jobs: [...kept.values()] }, repeated };
}
