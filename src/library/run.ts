/** `batchmates/run`: a model on an engine, and experiments run on it. */
import type { Experiment } from '../experiment/schema.ts';
import { ownKernelsIn } from '../experiment/shaders.ts';
import { runExperiment } from '../lab/run.ts';
import { withDrafts } from '../lab/speculation/with-drafts.ts';
import type { LabEvent } from '../lab/watch.ts';
import type { RunRecord } from '../results/record.ts';
import { certifyRun } from '../studies/certificate/session.ts';
import { runtime } from './here.node.ts';
import type { Lab } from './lab.ts';
import { partsOf } from './lab-parts.ts';
import { readModel } from './read-model.ts';

export type { ModelFiles } from '../model/model-files.ts';
export { formatRun } from '../report/run.ts';
export { runJUnit } from '../report/run-junit.ts';
export { failedChecks, forksOf } from '../results/checks.ts';
export type {
  ArmRecord,
  DiffRecord,
  ForkTree,
  RequestRecord,
  RunRecord,
  StepRecord,
} from '../results/record.ts';
export type { AdapterReport, EngineKind } from '../steps/engine.ts';
export { type Lab, type OpenOptions, openLab } from './lab.ts';
export type { LabEvent };

export interface RunOptions {
  /** Ends the run before its next step, with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Hears of every token and step. */
  readonly onEvent?: (event: LabEvent) => void;
  /** WGSL that the experiment carries runs, guarded and on a device of its own; default: it is refused. */
  readonly allowOwnKernels?: boolean;
}

/**
 * Runs every arm of an experiment in lockstep and compares the pairs that it lists. Where arms claim batch invariance on a device, that is tested
 * first, as `batchmates run` does. Throws ExperimentError where the model cannot serve it, GpuError, and the signal's reason.
 * @returns what `batchmates run --json` writes: plain JSON, its schema under the package's semantic version.
 */
export async function run(lab: Lab, experiment: Experiment, options: RunOptions = {}): Promise<RunRecord> {
  const { engine, gpu, own, model: loaded } = partsOf(lab);
  const { signal, onEvent, allowOwnKernels = false } = options;
  if (allowOwnKernels) own.allow(ownKernelsIn(experiment).map(({ hash }) => hash));
  const model = await withDrafts(loaded, experiment.arms, (name) => readModel(name));
  const certified = await certifyRun({ engine, gpu, own, model, experiment, userAgent: runtime(), signal });
  const heard = onEvent ? { onEvent } : {};
  const { record } = await runExperiment({ model, engine, signal, ...certified, experiment, ...heard });
  return record;
}
