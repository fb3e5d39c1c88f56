import type { Experiment } from '../../experiment/schema.ts';
import type { Gate } from '../../lab/gate.ts';
import type { LabSetting } from '../../lab/open-arm.ts';
import { runExperiment } from '../../lab/run.ts';
import type { LoadedModel } from '../../model/load.ts';
import type { ArmRecord, RunRecord } from '../../results/record.ts';
import { armOfWidth, cliffExperiment, PLAIN } from './cliff-experiment.ts';
import {
  CLIFF_SETS,
  type CliffPlan,
  type CliffReport,
  type CliffRow,
  type CliffSet,
  WIDTHS,
} from './cliff-report.ts';

/** Rows that are done, and how many there are. */
export interface CliffProgress {
  readonly done: number;
  readonly total: number;
  readonly name: string;
}

/** Generated tokens of each stream, where the model has room for them. */
export const CLIFF_TOKENS = 64;
/** Places that a prompt may take of the model's. */
const PROMPT_ROOM = 64;

export interface CliffSetting extends LabSetting {
  readonly written: Experiment['model'];
  readonly prompts: readonly string[];
  readonly tokens: number;
  readonly notes?: readonly string[];
  /** Holds the measuring between two rows. */
  readonly gate?: Gate;
  readonly onProgress?: (progress: CliffProgress) => void;
  readonly onRow?: (row: CliffRow, plans: readonly CliffPlan[]) => void;
}

/** As many tokens as a model has room for beside a short prompt, 64 at most. */
export function cliffTokens({ checkpoint }: LoadedModel): number {
  return Math.min(CLIFF_TOKENS, checkpoint.config.maxPositions - PROMPT_ROOM);
}

/**
 * Decodes each prompt plainly and verified 2 to 9 rows at a time, under `variant` and, as the control, under `invariant`. Throws ExperimentError
 * where the model cannot serve a prompt, the engine's errors and the signal's reason.
 */
export async function measureCliffs(setting: CliffSetting): Promise<CliffReport> {
  const { model, engine, prompts, tokens, written, notes = [], signal, onProgress, onRow } = setting;
  const asked = CLIFF_SETS.flatMap((set) => prompts.map((prompt) => ({ set, prompt })));
  // Arms draft by the name that the experiment has for the model.
  const drafting = { ...model, name: written.name };
  const rows: CliffRow[] = [];
  const plans: CliffPlan[] = [];
  for (const [done, { set, prompt }] of asked.entries()) {
    await setting.gate?.pass(signal);
    signal?.throwIfAborted();
    onProgress?.({ done, total: asked.length, name: `${set}: ${prompt}` });
    const experiment = cliffExperiment({ written, prompt, tokens }, set);
    const { record } = await runExperiment({ ...setting, model: drafting, experiment });
    if (prompt === prompts[0]) plans.push(...plansOf(record, set));
    const row = rowOf(record, prompt, set);
    rows.push(row);
    onRow?.(row, [...plans]);
  }
  const { name, checkpoint } = model;
  const { kind, adapter } = engine;
  return {
    ...{ version: 1, model: { name, hash: checkpoint.hash }, engine: kind, adapter },
    ...{ tokens, plans, rows, notes },
  };
}

function rowOf({ arms, diffs }: RunRecord, prompt: string, set: CliffSet): CliffRow {
  const prints = [PLAIN, ...WIDTHS.map(armOfWidth)].map(
    (name) => armNamed(arms, name).requests[0].fingerprint,
  );
  const distinct = [...new Set(prints)];
  const cells = WIDTHS.map((width, at) => {
    const { firstDifference, fork, maxKl } = diffs.find(({ b }) => b === armOfWidth(width))!;
    const stream = distinct.indexOf(prints[at + 1]);
    return { width, firstDifference, fork, maxKl, stream };
  });
  return { prompt, set, cells };
}

/** From the first step of each width: what a step log says of operations, but for how many keys were attended to. */
function plansOf({ arms }: RunRecord, set: CliffSet): CliffPlan[] {
  const steps = [1, ...WIDTHS].map((width) => {
    const { steps: logged } = armNamed(arms, width === 1 ? PLAIN : armOfWidth(width));
    // The first one computes the prompt.
    return logged.slice(1).find(({ rows }) => rows === width);
  });
  return Object.keys(steps[0]?.plans ?? {}).map((operation) => ({
    ...{ set, operation },
    plans: steps.map((step) => step?.plans[operation].replace(/ over .*$/, '') ?? ''),
  }));
}

function armNamed(arms: readonly ArmRecord[], name: string): ArmRecord {
  return arms.find((arm) => arm.name === name)!;
}
