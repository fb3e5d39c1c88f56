import { JsonError, parseJson } from '../../experiment/read-json.ts';
import { observationCheck } from '../../studies/sweep/check-observations.ts';
import type { Job, MergedStudy } from '../../studies/sweep/job.ts';
import { jobsOf, studyHash } from '../../studies/sweep/jobs.ts';
import { parseMerged } from '../../studies/sweep/read-result.ts';
import { parseStudy } from '../../studies/sweep/read-study.ts';
import type { Study } from '../../studies/sweep/study-schema.ts';
import { SweepError } from '../../studies/sweep/sweep-error.ts';
import { unitsSeen } from '../../studies/sweep/units-seen.ts';
import { readBytes } from '../input.ts';
import { shownPath, UsageError } from '../usage.ts';

/** What `lab sweep merge --json` writes: all that a report is made from. */
export interface MergedFile extends MergedStudy {
  readonly definition: Study;
}

const MOST_BYTES = 512 << 20;

/** Reads it back. Throws UsageError, SweepError or ExperimentError naming the file and what is wrong with it. */
export async function readMerged(
  path: string,
): Promise<{ readonly study: Study; readonly merged: MergedStudy }> {
  const json = jsonOf(await readBytes(path, MOST_BYTES), path);
  if (typeof json !== 'object' || json === null || !('definition' in json))
    throw new SweepError(
      `${shownPath(path)}: expected results that lab sweep merge put together, found something else`,
    );
  const { definition, ...rest } = json;
  const merged = parseMerged(rest, shownPath(path));
  const study = parseStudy(definition);
  if (studyHash(study) !== merged.study)
    throw new SweepError(
      `${shownPath(path)}: expected results of its own study, ${studyHash(study)}, found those of ${merged.study}`,
    );
  checkJobs(study, merged, shownPath(path));
  checkFound(study, merged, shownPath(path));
  return { study, merged };
}

/** What only a file that was changed by hand gets wrong. */
function checkJobs({ axes, seeds }: Study, { jobs, strata, planned }: MergedStudy, where: string): void {
  const refuse = (problem: string) => new SweepError(`${where}: ${problem}`);
  const taken = new Set<string>();
  for (const [place, { id, cell, seed, stratum }] of jobs.entries()) {
    const inside =
      cell.length === axes.length && axes.every(({ values }, axis) => cell[axis] < values.length);
    if (!inside) throw refuse(`jobs[${place}].cell: expected a cell of the axes, found [${cell.join(', ')}]`);
    if (!seeds.includes(seed))
      throw refuse(`jobs[${place}].seed: expected a seed of the study, found ${seed}`);
    if (stratum >= strata.length)
      throw refuse(`jobs[${place}].stratum: expected one of ${strata.length}, from 0, found ${stratum}`);
    const key = `${id} ${stratum}`;
    if (taken.has(key))
      throw refuse(`jobs[${place}].id: expected each job once in a stratum, found ${id} again`);
    taken.add(key);
  }
  const count = new Set(jobs.map(({ id }) => id)).size;
  if (count > planned)
    throw refuse(`planned: expected at least the ${count} jobs that are there, found ${planned}`);
}

/** That jobs are the plan's, and their observations what such jobs find. */
function checkFound(study: Study, merged: MergedStudy, where: string): void {
  const last = merged.jobs.reduce((most, { to }) => Math.max(most, to), 1);
  const planned = new Map(jobsOf(study, last).map((job) => [job.id, placeOf(job)]));
  for (const [index, job] of merged.jobs.entries())
    if (planned.get(job.id) !== placeOf(job))
      throw new SweepError(
        `${where}: jobs[${index}].id: expected that of the job at ${placeOf(job)}, found ${job.id}`,
      );
  const check = observationCheck(study, unitsSeen(study, merged, where));
  for (const [index, job] of merged.jobs.entries()) {
    const problem = check(job, job.observations);
    if (problem !== null) throw new SweepError(`${where}: jobs[${index}].${problem}`);
  }
}

function placeOf({ cell, seed, from, to }: Pick<Job, 'cell' | 'seed' | 'from' | 'to'>): string {
  return `cell [${cell.join(', ')}], seed ${seed}, units ${from} to ${to}`;
}

function jsonOf(bytes: Uint8Array, path: string): unknown {
  try {
    return parseJson(bytes);
  } catch (error) {
    throw error instanceof JsonError ? new UsageError(`${shownPath(path)}: ${error.message}`) : error;
  }
}
