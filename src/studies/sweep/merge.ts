import { canonicalJson } from '../../experiment/canonical.ts';
import type { Job, JobResult, MergedStudy, Observation, Provenance } from './job.ts';
import { studyHash } from './jobs.ts';
import { MEASURES, type Measure } from './measures.ts';
import { differenceWords, joined } from './provenance.ts';
import type { Study } from './study-schema.ts';
import { SweepError } from './sweep-error.ts';

const LISTED = 3;

export interface MergeOptions {
  /** Results of several devices, or of several versions of a model or rule, are kept apart; else they are refused. */
  readonly stratify?: boolean;
  /** Jobs without a result are left out; else they are refused. */
  readonly partial?: boolean;
}

/**
 * Results of a study's jobs, from one folder or several, in the order of jobs, none of them run again. The same results give the same bytes in
 * whichever order they come. Throws SweepError for a result of another study or job, for jobs without one, two that differ, and results of several devices.
 */
export function mergeResults(
  study: Study,
  jobs: readonly Job[],
  results: readonly JobResult[],
  { stratify = false, partial = false }: MergeOptions = {},
): MergedStudy {
  const hash = studyHash(study);
  checkOwn(hash, jobs, results);
  const sorted = results
    .map((result) => ({ result, order: canonicalJson([result.provenance, result.observations]) }))
    .toSorted((a, b) => a.result.job.index - b.result.job.index || compare(a.order, b.order))
    .map(({ result }) => result);
  const { strata, places } = strataOf(sorted);
  if (strata.length > 1 && !stratify) throw mixed(sorted, places);
  const once = withoutRepeated(sorted, places);
  if (!partial)
    checkGaps(
      jobs,
      once.map(({ result }) => result),
    );
  return {
    ...{ version: 1, study: hash, planned: jobs.length, strata },
    jobs: once.map(({ result: { job, fingerprint, observations }, stratum }) => {
      const { id, cell, seed, from, to } = job;
      return { id, cell, seed, from, to, stratum, fingerprint, observations };
    }),
    reruns: { jobs: [], differing: [] },
  };
}

function checkOwn(study: string, jobs: readonly Job[], results: readonly JobResult[]): void {
  const planned = new Map(jobs.map((job) => [job.id, canonicalJson(job)]));
  for (const { study: other, job } of results) {
    if (other !== study)
      throw new SweepError(`job ${job.id}: expected a result of study ${study}, found one of ${other}`);
    const known = planned.get(job.id);
    if (known === undefined)
      throw new SweepError(`job ${job.id}: expected a job of the study, found one that it has not`);
    if (known !== canonicalJson(job))
      throw new SweepError(`job ${job.id}: expected ${known}, found ${canonicalJson(job)}`);
  }
}

/** Strata in the order in which they are met, and which of them each result is of. */
function strataOf(results: readonly JobResult[]): { strata: Provenance[]; places: number[] } {
  const strata: Provenance[] = [];
  const places = results.map(({ provenance }) => {
    for (const [place, stratum] of strata.entries()) {
      const both = joined(stratum, provenance);
      if (!both) continue;
      strata[place] = both;
      return place;
    }
    return strata.push(provenance) - 1;
  });
  return { strata, places };
}

function mixed(results: readonly JobResult[], places: readonly number[]): SweepError {
  const [a, b] = [0, 1].map((place) => results[places.indexOf(place)]);
  const [ofA, ofB] = [0, 1].map((place) => places.filter((each) => each === place).length);
  return new SweepError(
    `expected results of one device and version, found ${ofA} and ${ofB} that differ in ${differenceWords(a.provenance, b.provenance)}, as of jobs ${a.job.id} and ${b.job.id}; --stratify keeps them apart`,
  );
}

interface Placed {
  readonly result: JobResult;
  readonly stratum: number;
}

/** The first of results that say the same; their times may differ. Throws SweepError for those that do not. */
function withoutRepeated(results: readonly JobResult[], places: readonly number[]): Placed[] {
  const kept = new Map<string, Placed>();
  for (const [index, result] of results.entries()) {
    const stratum = places[index];
    const key = `${result.job.id} ${stratum}`;
    const before = kept.get(key);
    if (before && !sameBits(before.result, result))
      throw new SweepError(
        `job ${result.job.id}: expected one result of it, found two that differ in their bits`,
      );
    if (!before) kept.set(key, { result, stratum });
  }
  return [...kept.values()];
}

/** Whether two results of a job agree in all that does not follow a real clock. */
export function sameBits(
  a: Pick<JobResult, 'fingerprint' | 'observations'>,
  b: Pick<JobResult, 'fingerprint' | 'observations'>,
): boolean {
  return a.fingerprint === b.fingerprint && exactText(a.observations) === exactText(b.observations);
}

function exactText(observations: readonly Observation[]): string {
  return canonicalJson(
    observations.map(({ values, ...rest }) => ({
      ...rest,
      values: Object.entries(values).filter(([measure]) => MEASURES[measure as Measure].exact),
    })),
  );
}

function checkGaps(jobs: readonly Job[], results: readonly JobResult[]): void {
  const done = new Set(results.map(({ job }) => job.id));
  const missing = jobs.filter(({ id }) => !done.has(id));
  if (missing.length === 0) return;
  const first = missing.slice(0, LISTED).map(({ id, index }) => `${index} (${id})`);
  const more = missing.length > LISTED ? ` and ${missing.length - LISTED} more` : '';
  throw new SweepError(
    `expected a result of each of ${jobs.length} jobs, found none of ${missing.length}: ${first.join(', ')}${more}; lab sweep run goes on with them, and --partial leaves them out`,
  );
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
