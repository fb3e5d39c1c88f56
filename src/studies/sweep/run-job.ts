import { needsLoad } from '../../experiment/needs-load.ts';
import type { Experiment } from '../../experiment/schema.ts';
import { loadSetting } from '../../lab/load/load-setting.ts';
import { resolveLoad } from '../../lab/load/resolve-load.ts';
import { runLoad } from '../../lab/load/run-load.ts';
import { runExperiment } from '../../lab/run.ts';
import type { LoadedModel } from '../../model/load.ts';
import type { Engine } from '../../steps/engine.ts';
import type { Task } from '../tasks/task-file.ts';
import { type Answered, answeredUnderLoad, answeredUnits } from './answered.ts';
import { experimentsOf, type JobRun, type Unit, unitsOf } from './experiment-of.ts';
import type { Job, JobResult, Observation } from './job.ts';
import { jobFingerprint } from './job-fingerprint.ts';
import { studyHash } from './jobs.ts';
import { measuredArm } from './measure-arm.ts';
import { measuredPair } from './measure-pairs.ts';
import { MEASURES, type Measure } from './measures.ts';
import type { Study } from './study-schema.ts';

/** What jobs of a study run on. */
export interface JobSetting {
  readonly engine: Engine;
  /** The model's held-out tasks, in its file's order; empty where it has none. */
  readonly tasks: readonly Task[];
  /** The model that an experiment names, with those that draft for it; asked for each experiment, so whoever gives it keeps it. */
  readonly modelOf: (experiment: Experiment) => Promise<LoadedModel>;
  /** Models that arms run beside the experiment's own, by name (`modelsBeside`). */
  readonly beside?: ReadonlyMap<string, LoadedModel>;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Runs a job's experiments and measures what the study asks for.
 * Throws ExperimentError where a cell is no valid experiment or the model cannot serve it, the engine's errors, and the signal's reason.
 */
export async function runJob(
  study: Study,
  job: Job,
  setting: JobSetting,
): Promise<Omit<JobResult, 'provenance' | 'milliseconds'>> {
  const observations: Observation[] = [];
  const fingerprints: string[] = [];
  for (const run of experimentsOf(study, job, unitsOf(study, setting.tasks))) {
    const arms = await answeredArms(run, study.measures, setting);
    for (const arm of arms) fingerprints.push(...arm.fingerprints);
    observations.push(...observed(run, arms, study.measures));
  }
  return {
    ...{ version: 1, study: studyHash(study), job, observations },
    fingerprint: jobFingerprint(fingerprints),
  };
}

/** Under load where the experiment needs a clock, or times are measured. */
async function answeredArms(
  { experiment }: JobRun,
  measures: readonly Measure[],
  { engine, modelOf, beside, signal }: JobSetting,
): Promise<Answered[]> {
  const model = await modelOf(experiment);
  const timed = measures.some((measure) => !MEASURES[measure].exact);
  if (timed || needsLoad(experiment) !== null) {
    const keeping = { requests: true, steps: measures.includes('accepted') };
    const setting = { model, engine, signal, keeping, ...(beside && { beside }), ...loadSetting(experiment) };
    return answeredUnderLoad(await runLoad(resolveLoad(experiment, model), setting), model);
  }
  const kept = { ...experiment, compare: keptPairs(experiment, measures) };
  const setting = { model, engine, signal, untilProbesEnd: true };
  return answeredUnits(await runExperiment({ experiment: kept, ...setting }), model);
}

/** Logits are kept of compared arms: of nobody where tokens and fingerprints say all that is measured. An arm's margins need its own alone. */
function keptPairs({ compare, arms }: Experiment, measures: readonly Measure[]): Experiment['compare'] {
  const margins = measures.includes('margin');
  if (!margins) return measures.includes('kl') ? compare : [];
  const paired = new Set(compare.flat());
  const written = arms.filter(({ name, companies }) => !companies && !paired.has(name));
  return [...compare, ...written.map(({ name }) => [name, name] as const)];
}

/** Of each unit in each arm what is measured of it by itself, then of each pair of arms. */
function observed(
  { experiment, units }: JobRun,
  arms: readonly Answered[],
  measures: readonly Measure[],
): Observation[] {
  const single = measures.filter((measure) => !MEASURES[measure].pair);
  const paired = measures.filter((measure) => MEASURES[measure].pair);
  const byName = new Map(arms.map((arm) => [arm.name, arm]));
  const each = (of: (unit: Unit) => Observation | null) => units.flatMap((unit) => of(unit) ?? []);
  const beside = (arm: Answered) =>
    experiment.compare
      .filter((pair) => pair.includes(arm.name))
      .flatMap((pair) => pair.flatMap((name) => (name === arm.name ? [] : byName.get(name)!)));
  return [
    ...(single.length > 0
      ? arms.flatMap((arm) => each((unit) => measuredArm(unit, arm, beside(arm), single)))
      : []),
    ...(paired.length > 0 ? experiment.compare : []).flatMap(([a, b]) =>
      each((unit) => measuredPair(unit, byName.get(a)!, byName.get(b)!, paired)),
    ),
  ];
}
