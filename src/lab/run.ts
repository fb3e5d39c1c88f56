import { checkLockstep } from '../experiment/needs-load.ts';
import type { Experiment } from '../experiment/schema.ts';
import type { PositionTrace } from '../results/position-trace.ts';
import type { ArmRecord, RunResult } from '../results/record.ts';
import { traceKey } from '../results/record.ts';
import { retentionOf, SMALL_VOCABULARY } from '../results/retention.ts';
import type { LogitComparison } from '../steps/logit-comparison.ts';
import type { ArmRun } from './arm-run.ts';
import { comparedPairs, comparePairs } from './compare-arms.ts';
import { runInLockstep, type StepControl } from './lockstep.ts';
import { type LabSetting, openArm } from './open-arm.ts';
import { PairFigures, runningPairs } from './pair-figures.ts';
import { type ResolvedExperiment, resolveExperiment } from './resolve.ts';
import { type RecordSetting, runRecord } from './run-record.ts';
import { createWatch, type LabEvent } from './watch.ts';

export interface RunOptions extends LabSetting, StepControl, RecordSetting {
  /**
   * Streams (`traceKey`) of which fingerprint@1 is made beside fingerprint@2: those that a link brings one of. It takes whole logits at every step, so
   * nobody else asks.
   */
  readonly wholeFingerprints?: readonly string[];
  readonly onEvent?: (event: LabEvent) => void;
}

/**
 * The lab: experiment -> requests -> arms, stepped in lockstep -> record -> diffs.
 * Throws ExperimentError where the model cannot serve it, the engine's errors, and the signal's reason where aborted.
 */
export async function runExperiment({
  experiment,
  ...options
}: RunOptions & { readonly experiment: Experiment }): Promise<RunResult> {
  return await runResolved(resolveExperiment(experiment, options.model), options);
}

/** The same, of an experiment that is resolved. */
export async function runResolved(resolved: ResolvedExperiment, options: RunOptions): Promise<RunResult> {
  const { experiment, together, drawn } = resolved;
  checkLockstep(experiment);
  const { model, signal, onEvent, wholeFingerprints = [] } = options;
  const whole = new Set(wholeFingerprints);
  const watch = createWatch([...together, ...drawn], model.tokenizer, onEvent);
  const preparing = { onWeights: watch.uploaded, onCalibrated: watch.calibrated };
  const records: ArmRecord[] = [];
  const traces = new Map<string, readonly PositionTrace[]>();
  const measured = new Map<string, ReadonlyMap<number, LogitComparison>>();
  const { vocabSize } = model.checkpoint.config;
  // Companies are many: one after the other they share a pool's worth of memory, and little is kept of each.
  for (const group of [together, ...drawn.map((arm) => [arm])]) {
    const arms: ArmRun[] = [];
    try {
      for (const arm of group) {
        watch.opening(arm);
        const { name } = arm.spec;
        const asked = arm.members.some(({ request }) => whole.has(traceKey(name, request.id)));
        const retention = { ...retentionOf(experiment, name, vocabSize), wholeFingerprints: asked };
        arms.push(await openArm(options, arm, { retention }, preparing));
      }
      // Where whole logits are kept, pairs are compared once all arms have ended.
      const figures = vocabSize > SMALL_VOCABULARY ? new PairFigures(runningPairs(experiment, arms)) : null;
      await runInLockstep(arms, watch, options, figures);
      for (const [pair, found] of figures?.measured ?? []) measured.set(pair, found);
    } finally {
      for (const arm of arms) arm.close();
    }
    for (const arm of arms) {
      records.push(arm.toRecord(model.tokenizer));
      for (const [id, trace] of arm.probeTraces()) traces.set(traceKey(arm.spec.name, id), trace);
    }
  }
  const pairs = comparedPairs(experiment, records, { traces, measured }, model);
  const diffs = await comparePairs(pairs, { signal, onPosition: watch.compared });
  return { record: runRecord(experiment, records, diffs, options), traces, measured };
}
