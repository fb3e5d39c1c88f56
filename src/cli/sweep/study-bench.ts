import { runExperiment } from '../../lab/run.ts';
import { studyAtCell } from '../../studies/sweep/at-cell.ts';
import { type Canary, runCanary } from '../../studies/sweep/canary.ts';
import type { Job, JobResult } from '../../studies/sweep/job.ts';
import { provenanceOf } from '../../studies/sweep/provenance.ts';
import { runJob } from '../../studies/sweep/run-job.ts';
import type { Study } from '../../studies/sweep/study-schema.ts';
import type { Task } from '../../studies/tasks/task-file.ts';
import { type OpenEngine, openEngine } from '../engine.ts';
import { StudyModels } from './study-models.ts';

/** An engine with the models of a study, opened when the first job is. */
export interface StudyBench {
  /** Throws what opening and running throw, and the signal's reason. */
  canary(signal: AbortSignal | undefined): Promise<Canary>;
  run(job: Job, canary: string, signal: AbortSignal | undefined): Promise<JobResult>;
  close(): void;
}

/** `engineKind` is what `--engine` says. */
export function openBench(study: Study, tasks: readonly Task[], engineKind: string): StudyBench {
  const models = new StudyModels();
  let opened: OpenEngine | null = null;
  const openedEngine = async () => {
    if (opened) return opened.engine;
    opened = await openEngine(engineKind, await models.of(study.base), study.base.arms);
    models.on(opened.engine);
    return opened.engine;
  };
  return {
    async canary(signal) {
      const engine = await openedEngine();
      return await runCanary(study, engine, async (experiment) => {
        const { record } = await runExperiment({
          experiment,
          model: await models.of(experiment),
          engine,
          signal,
        });
        return record;
      });
    },
    async run(job, canary, signal) {
      const engine = await openedEngine();
      models.nextJob();
      const { base } = studyAtCell(study, job.cell);
      const beside = await models.beside(base);
      const begun = performance.now();
      const found = await runJob(study, job, {
        engine,
        tasks,
        modelOf: (each) => models.of(each),
        beside,
        signal,
      });
      const milliseconds = Math.round(performance.now() - begun);
      const { kind, adapter } = engine;
      const here = { engine: kind, adapter, canary };
      return { ...found, provenance: provenanceOf(study, job, await models.of(base), here), milliseconds };
    },
    close: () => opened?.close(),
  };
}
