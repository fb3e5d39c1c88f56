import type { Experiment } from '../../experiment/schema.ts';
import type { Gate } from '../../lab/gate.ts';
import { loadSetting } from '../../lab/load/load-setting.ts';
import { resolveLoad } from '../../lab/load/resolve-load.ts';
import { runLoad } from '../../lab/load/run-load.ts';
import type { LabSetting } from '../../lab/open-arm.ts';
import { runExperiment } from '../../lab/run.ts';
import { cliffPrompts } from '../cliffs/cliff-prompts.ts';
import { cliffTokens, measureCliffs } from '../cliffs/measure-cliffs.ts';
import { measureCouplings } from '../couplings/measure-couplings.ts';
import type { Task } from '../tasks/task-file.ts';
import type { RunForm } from './claim.ts';
import { NO_SHORT, RUNS, type ShortEvidence } from './evidence.ts';
import { type Ran, ranOfLoad, ranOfRun } from './ran.ts';
import { mechanismsOf, shortened } from './short-experiment.ts';

/** What a short form stands at: pieces done, and in all. */
export interface ShortProgress {
  readonly done: number;
  readonly total: number;
}

interface ShortSetting extends LabSetting {
  readonly tasks: readonly Task[];
  /** Of a run: what `runExperimentOf` gives. */
  readonly experiment: Experiment | null;
  readonly gate?: Gate;
  readonly onProgress?: (progress: ShortProgress) => void;
}

/**
 * Runs a short form on a device and gives the evidence that it is: one slot, the others empty, so that a claim's judge reads it as it reads
 * what ships. Throws ExperimentError, the engine's errors and the signal's reason.
 */
export async function measureShort(form: RunForm, setting: ShortSetting): Promise<ShortEvidence> {
  const { model, tasks, experiment } = setting;
  switch (form.kind) {
    case 'couplings': {
      const file = form.model ?? 'nano';
      const report = await measureCouplings({
        ...setting,
        ...{ tasks, written: { name: file }, mechanisms: mechanismsOf(form) },
      });
      return { ...NO_SHORT, couplings: { [file]: { engine: report.engine, rows: report.rows } } };
    }
    case 'cliffs': {
      const prompts = cliffPrompts(form.prompts);
      const cliffs = await measureCliffs({
        ...setting,
        ...{ prompts, written: { name: 'nano' }, tokens: cliffTokens(model) },
      });
      return { ...NO_SHORT, cliffs };
    }
    case 'run':
      return { ...NO_SHORT, runs: { [form.run]: await ranOf(form, experiment!, setting) } };
  }
}

async function ranOf(
  form: Extract<RunForm, { kind: 'run' }>,
  whole: Experiment,
  setting: ShortSetting,
): Promise<Ran> {
  const experiment = shortened(whole, form);
  if (RUNS[form.run] === 'run') return ranOfRun((await runExperiment({ ...setting, experiment })).record);
  const resolved = resolveLoad(experiment, setting.model);
  return ranOfLoad(await runLoad(resolved, { ...setting, ...loadSetting(experiment) }));
}
