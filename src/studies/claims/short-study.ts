import type { Experiment } from '../../experiment/schema.ts';
import { runExperiment } from '../../lab/run.ts';
import type { LoadedModel } from '../../model/load.ts';
import type { Engine } from '../../steps/engine.ts';
import { analyseStudy } from '../sweep/analyse.ts';
import { studyAtCell } from '../sweep/at-cell.ts';
import { runCanary } from '../sweep/canary.ts';
import { unitsOf } from '../sweep/experiment-of.ts';
import type { JobResult } from '../sweep/job.ts';
import { jobsOf } from '../sweep/jobs.ts';
import { mergeResults } from '../sweep/merge.ts';
import type { StudyOutcome } from '../sweep/outcome.ts';
import { provenanceOf } from '../sweep/provenance.ts';
import { runJob } from '../sweep/run-job.ts';
import type { Hypothesis, Study } from '../sweep/study-schema.ts';
import type { Task } from '../tasks/task-file.ts';

/** Units of a short study, and seeds where a unit is asked once for each. */
const UNITS = 20;
const SEEDS = 40;

/**
 * A study cut to what some of its hypotheses compare: the values that they name of each axis, the first of an axis that they pool, few units and seeds.
 * Its hypotheses are those of the whole, so that one judge reads both. Throws RangeError where it has none of them.
 */
export function cutStudy(study: Study, ids: readonly string[]): Study {
  const hypotheses = study.hypotheses.filter(({ id }) => ids.includes(id));
  if (hypotheses.length === 0)
    throw new RangeError(`${study.id}: expected a hypothesis of ${ids.join(', ')}, found none`);
  const seeds = study.seeds.slice(0, SEEDS);
  return {
    ...study,
    ...(study.units.kind === 'probes' && { base: withProbes(study.base, UNITS) }),
    units: cutUnits(study.units),
    axes: study.axes.map((axis) => {
      const named = namedOf(axis.name, hypotheses);
      const values = axis.values.filter(({ label }) => named.has(label));
      return { ...axis, values: values.length > 0 ? values : axis.values.slice(0, 1) };
    }),
    ...{ seeds, hypotheses, plan: { ...study.plan, n: UNITS * seeds.length, looks: 1 } },
  };
}

function namedOf(axis: string, hypotheses: readonly Hypothesis[]): Set<string> {
  return new Set(hypotheses.flatMap(({ a, b }) => [a, b].flatMap(({ axes }) => axes[axis] ?? [])));
}

function cutUnits(units: Study['units']): Study['units'] {
  if (units.kind === 'probes') return units;
  if (units.kind === 'tasks') return { ...units, count: Math.min(units.count ?? UNITS, UNITS) };
  const kinds = [...new Set(units.prompts.map(({ kind }) => kind))];
  const each = Math.ceil(UNITS / kinds.length);
  const prompts = kinds.flatMap((kind) => units.prompts.filter((one) => one.kind === kind).slice(0, each));
  return { ...units, prompts };
}

/** The first probes of a base that measures its own, in every arm. */
function withProbes(base: Experiment, most: number): Experiment {
  const probes = base.requests.filter(({ role }) => role === 'probe');
  const left = new Set(probes.slice(most).map(({ id }) => id));
  const [request, ...requests] = base.requests.filter(({ id }) => !left.has(id));
  const [arm, ...arms] = base.arms.map((each) => ({
    ...each,
    requests: each.requests.filter((id) => !left.has(id)),
  }));
  return { ...base, requests: [request, ...requests], arms: [arm, ...arms] };
}

export interface ShortStudySetting {
  readonly engine: Engine;
  readonly tasks: readonly Task[];
  readonly modelOf: (experiment: Experiment) => Promise<LoadedModel>;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: (progress: { readonly done: number; readonly total: number }) => void;
}

/** Runs a study whole, keeping nothing but what it found. Throws ExperimentError, SweepError, the engine's errors and the signal's reason. */
export async function runShortStudy(study: Study, setting: ShortStudySetting): Promise<StudyOutcome> {
  const { engine, tasks, modelOf, signal, onProgress } = setting;
  const jobs = jobsOf(study, unitsOf(study, tasks).length);
  const canary = await runCanary(study, engine, async (experiment) => {
    const model = await modelOf(experiment);
    return (await runExperiment({ experiment, model, engine, signal })).record;
  });
  const results: JobResult[] = [];
  for (const [done, job] of jobs.entries()) {
    signal?.throwIfAborted();
    onProgress?.({ done, total: jobs.length });
    const model = await modelOf(studyAtCell(study, job.cell).base);
    const found = await runJob(study, job, { engine, tasks, modelOf, signal });
    results.push({ ...found, provenance: provenanceOf(study, job, model, canary), milliseconds: 0 });
  }
  return analyseStudy(study, mergeResults(study, jobs, results, {}), {});
}
