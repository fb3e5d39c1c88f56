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
  options: MergeOptions = {},
): MergedStudy {
  const merge = new StudyMerge(studyHash(study), options);
  const byJob = new Map<string, JobResult[]>(jobs.map(({ id }) => [id, []]));
  for (const result of results) {
    const own = byJob.get(result.job.id);
    if (!own) {
      merge.check(result.job, result);
      throw notOfStudy(result.job.id);
    }
    own.push(result);
  }
  const merged = jobs.flatMap((job) =>
    merge.add(job, byJob.get(job.id)!).map(({ result, stratum }) => mergedJob(result, stratum)),
  );
  const strata = merge.end(jobs.length);
  return {
    ...{ version: 1, study: merge.study, planned: jobs.length, strata },
    ...{ jobs: merged, reruns: { jobs: [], differing: [] } },
  };
}

/** What is kept of a result; its times are not. */
export function mergedJob(
  { job: { id, cell, seed, from, to }, fingerprint, observations }: JobResult,
  stratum: number,
): MergedStudy['jobs'][number] {
  return { id, cell, seed, from, to, stratum, fingerprint, observations };
}

export function notOfStudy(id: string): SweepError {
  return new SweepError(`job ${id}: expected a job of the study, found one that it has not`);
}

interface Placed {
  readonly result: JobResult;
  readonly stratum: number;
}

/** Puts results together job by job, in the plan's order, and holds none of them: a study's results may be more than memory takes. */
export class StudyMerge {
  /** Hash of the study. */
  readonly study: string;
  readonly #options: MergeOptions;
  readonly #strata: Provenance[] = [];
  /** Of each stratum the result that it was first met by, and how many it has. */
  readonly #met: { readonly id: string; readonly provenance: Provenance; count: number }[] = [];
  /** Strata by the texts of provenances that were found to be theirs. */
  readonly #known = new Map<string, number>();
  readonly #missing: Job[] = [];

  constructor(study: string, options: MergeOptions) {
    this.study = study;
    this.#options = options;
  }

  /** All of a job's results, in any order. @returns one of each stratum. Throws SweepError for two of them that differ. */
  add(job: Job, results: readonly JobResult[]): Placed[] {
    for (const result of results) this.check(job, result);
    if (results.length === 0) this.#missing.push(job);
    const kept: Placed[] = [];
    for (const result of inOrder(results)) {
      const stratum = this.#stratumOf(result);
      const before = kept.find((each) => each.stratum === stratum);
      if (before && !sameBits(before.result, result))
        throw new SweepError(
          `job ${result.job.id}: expected one result of it, found two that differ in their bits`,
        );
      if (!before) kept.push({ result, stratum });
    }
    return kept;
  }

  /** Throws SweepError where a result is not of this study and job. */
  check(job: Job, result: JobResult): void {
    if (result.study !== this.study)
      throw new SweepError(
        `job ${result.job.id}: expected a result of study ${this.study}, found one of ${result.study}`,
      );
    const [known, found] = [job, result.job].map(canonicalJson);
    if (known !== found) throw new SweepError(`job ${job.id}: expected ${known}, found ${found}`);
  }

  /** Whose results they are, once all jobs were added. Throws SweepError for several devices' and for gaps. */
  end(planned: number): readonly Provenance[] {
    const { stratify = false, partial = false } = this.#options;
    if (this.#strata.length > 1 && !stratify) throw this.#mixed();
    if (!partial && this.#missing.length > 0) throw gaps(planned, this.#missing);
    return this.#strata;
  }

  /** In the order in which they are met. */
  #stratumOf({ job: { id }, provenance }: JobResult): number {
    const text = canonicalJson(provenance);
    const place = this.#known.get(text) ?? this.#joined(provenance);
    this.#known.set(text, place);
    const met = this.#met[place];
    if (met) met.count++;
    else this.#met.push({ id, provenance, count: 1 });
    return place;
  }

  #joined(provenance: Provenance): number {
    for (const [place, stratum] of this.#strata.entries()) {
      const both = joined(stratum, provenance);
      if (!both) continue;
      this.#strata[place] = both;
      return place;
    }
    return this.#strata.push(provenance) - 1;
  }

  #mixed(): SweepError {
    const [a, b] = this.#met;
    return new SweepError(
      `expected results of one device and version, found ${a.count} and ${b.count} that differ in ${differenceWords(a.provenance, b.provenance)}, as of jobs ${a.id} and ${b.id}; --stratify keeps them apart`,
    );
  }
}

/** By what they say, so that it does not matter which folder came first. */
function inOrder(results: readonly JobResult[]): readonly JobResult[] {
  if (results.length < 2) return results;
  return results
    .map((result) => ({ result, order: canonicalJson([result.provenance, result.observations]) }))
    .toSorted((a, b) => compare(a.order, b.order))
    .map(({ result }) => result);
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

function gaps(planned: number, missing: readonly Job[]): SweepError {
  const first = missing.slice(0, LISTED).map(({ id, index }) => `${index} (${id})`);
  const more = missing.length > LISTED ? ` and ${missing.length - LISTED} more` : '';
  return new SweepError(
    `expected a result of each of ${planned} jobs, found none of ${missing.length}: ${first.join(', ')}${more}; lab sweep run goes on with them, and --partial leaves them out`,
  );
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
