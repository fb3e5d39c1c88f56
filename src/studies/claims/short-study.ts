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
import type { Study } from '../sweep/study-schema.ts';
import type { Task } from '../tasks/task-file.ts';

interface ShortStudySetting {
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
