import { oneOf, show } from '../../experiment/errors.ts';
import { studyAtCell } from './at-cell.ts';
import type { Unit } from './experiment-of.ts';
import type { Job, JobResult, Observation } from './job.ts';
import { MEASURES, type Measure } from './measures.ts';
import { valueProblem } from './observed-value.ts';
import type { Study } from './study-schema.ts';
import { SweepError } from './sweep-error.ts';
import { UNIT } from './unit-places.ts';

/** What is wrong with a job's observations, by its first field that is; null where they may be what the job found. */
type ObservationCheck = (
  job: Pick<Job, 'cell' | 'from' | 'to'>,
  observations: readonly Observation[],
) => string | null;

/** An arm by itself, or beside another, with what is measured of it. */
interface Seen {
  readonly arm: string;
  readonly against: string | null;
  readonly measures: readonly Measure[];
  /** Observations of each unit: one, or one for each company that was drawn. */
  readonly times: number;
  readonly serves: (unit: string) => boolean;
}

const COMPLETION = /^[0-9a-f]{16}$/;

/**
 * Holds observations against what a study asks of a job: each of its units once in every arm and pair that serves it, with the study's
 * measures and values that they can have. `units`: the study's, in its order (`unitsOf`).
 */
export function observationCheck(study: Study, units: readonly Unit[]): ObservationCheck {
  const cells = new Map<string, readonly Seen[]>();
  return ({ cell, from, to }, observations) => {
    const key = cell.join();
    const seen = cells.get(key) ?? seenIn(study, cell);
    cells.set(key, seen);
    return jobProblem(
      study,
      new Map(units.slice(from, to).map((unit) => [unit.id, unit])),
      seen,
      observations,
    );
  };
}

/** The same of whole results, by their jobs as they are planned. What is no job of the study is told of by who merges. */
export function resultCheck(
  study: Study,
  units: readonly Unit[],
  jobs: readonly Job[],
): (result: JobResult) => string | null {
  const check = observationCheck(study, units);
  const byId = new Map(jobs.map((job) => [job.id, job]));
  return ({ job: { id }, observations }) => {
    const job = byId.get(id);
    return job ? check(job, observations) : null;
  };
}

/** Throws SweepError naming the file of the first result that holds what its job cannot find. */
export function checkResults(
  results: readonly JobResult[],
  problemOf: (result: JobResult) => string | null,
): void {
  for (const result of results) {
    const problem = problemOf(result);
    if (problem !== null) throw new SweepError(`${result.job.id}.json: ${problem}`);
  }
}

function seenIn(study: Study, cell: readonly number[]): Seen[] {
  const { base, units } = studyAtCell(study, cell);
  const [single, paired] = [false, true].map((pair) =>
    study.measures.filter((measure) => MEASURES[measure].pair === pair),
  );
  const serving = new Map(
    base.arms.map(({ name, requests }) => {
      const members = new Set(requests);
      return [name, (unit: string) => members.has(units.kind === 'probes' ? unit : UNIT)];
    }),
  );
  const arms = base.arms.map(({ name, companies }): Seen => {
    return {
      ...{ arm: name, against: null, measures: single },
      ...{ times: companies?.count ?? 1, serves: serving.get(name)! },
    };
  });
  const pairs = base.compare.map(([a, b]): Seen => {
    const serves = (unit: string) => serving.get(a)!(unit) && serving.get(b)!(unit);
    return { arm: a, against: b, measures: paired, times: 1, serves };
  });
  return [...arms, ...pairs].filter(({ measures }) => measures.length > 0);
}

function jobProblem(
  study: Study,
  units: ReadonlyMap<string, Unit>,
  seen: readonly Seen[],
  observations: readonly Observation[],
): string | null {
  const counts = new Map<string, number>();
  for (const [place, observation] of observations.entries()) {
    const at = `observations[${place}]`;
    const { unit: id, arm, against } = observation;
    const unit = units.get(id);
    if (!unit) return `${at}.unit: expected one of the job's units, found ${show(id)}`;
    const own = seen.find((each) => each.arm === arm && each.against === against);
    if (!own?.serves(id)) return `${at}.${armProblem(seen, observation)}`;
    const field = fieldProblem(study, unit, own, observation);
    if (field !== null) return `${at}.${field} (unit ${show(id)} in ${armsInWords(own)})`;
    const key = JSON.stringify([id, arm, against]);
    const count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    if (count > own.times)
      return `${at}: expected ${own.times} of unit ${show(id)} in ${armsInWords(own)}, found another`;
  }
  for (const own of seen)
    for (const id of units.keys()) {
      const count = counts.get(JSON.stringify([id, own.arm, own.against])) ?? 0;
      if (own.serves(id) && count < own.times)
        return `observations: expected ${own.times} of unit ${show(id)} in ${armsInWords(own)}, found ${count}`;
    }
  return null;
}

/** Of an observation in an arm, or a pair, that does not serve its unit. */
function armProblem(seen: readonly Seen[], { unit, arm, against }: Observation): string {
  const serving = seen.filter(({ serves }) => serves(unit));
  const same = serving.filter((each) => each.arm === arm);
  if (same.length > 0)
    return `against: expected ${oneOf(same.map((each) => each.against))} beside arm ${show(arm)}, found ${show(against)}`;
  return `arm: expected ${oneOf([...new Set(serving.map((each) => each.arm))])}, found ${show(arm)}`;
}

/** What is wrong with one observation's own fields, by its name. */
function fieldProblem(
  { measures: asked }: Study,
  { kind, asked: request }: Unit,
  { measures, against }: Seen,
  { kind: found, values, censored, completion }: Observation,
): string | null {
  if (found !== kind) return `kind: expected ${show(kind)}, found ${show(found)}`;
  for (const measure of Object.keys(values) as Measure[])
    if (!measures.includes(measure))
      return `values.${measure}: expected ${asked.includes(measure) ? `none of ${against === null ? 'an arm by itself' : 'a pair'}` : 'a measure of the study'}, found ${show(values[measure])}`;
  for (const measure of measures) {
    const problem = valueProblem(measure, values[measure], request?.maxNewTokens ?? null);
    if (problem !== null) return `values.${measure}: ${problem}`;
  }
  if (censored && typeof values.tokensToFork !== 'number')
    return 'censored: expected none without tokensToFork, found true';
  if (completion !== undefined && !(against === null && COMPLETION.test(completion)))
    return `completion: expected ${against === null ? '16 hexadecimal digits' : 'none of a pair'}, found ${show(completion)}`;
  if (values.distinct === 1 && completion === undefined)
    return 'completion: expected one, as it counts as distinct, found none';
  return null;
}

function armsInWords({ arm, against }: Pick<Seen, 'arm' | 'against'>): string {
  return against === null ? `arm ${show(arm)}` : `arm ${show(arm)} against ${show(against)}`;
}
