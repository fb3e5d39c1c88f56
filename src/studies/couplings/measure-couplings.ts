import { ExperimentError } from '../../experiment/errors.ts';
import { encodeLink } from '../../experiment/link.ts';
import type { Experiment } from '../../experiment/schema.ts';
import type { Gate } from '../../lab/gate.ts';
import { loadSetting } from '../../lab/load/load-setting.ts';
import { resolveLoad } from '../../lab/load/resolve-load.ts';
import { runLoad } from '../../lab/load/run-load.ts';
import type { LabSetting } from '../../lab/open-arm.ts';
import type { LoadArm } from '../../results/load/load-record.ts';
import type { Task } from '../tasks/task-file.ts';
import { chosenTasks } from './chosen-tasks.ts';
import { AGAIN, armOfWay, BEFORE, couplingExperiment, withoutIt } from './coupling-experiment.ts';
import {
  type CouplingCell,
  type CouplingReport,
  type CouplingRow,
  WAYS,
  type Way,
} from './coupling-report.ts';
import { effectBetween } from './judge.ts';
import type { MeasuredMechanism, Mechanism } from './mechanism.ts';
import { MECHANISMS } from './mechanisms.ts';

/** Rows that are done, how many there are, and the one under way. */
export interface CouplingProgress {
  readonly done: number;
  readonly total: number;
  readonly name: string;
}

export interface CouplingSetting extends LabSetting {
  /** The model as experiments name it. */
  readonly written: Experiment['model'];
  /** The model's tasks, of which a few are asked beside the line; left out: it has none. */
  readonly tasks?: readonly Task[];
  /** Default: all. */
  readonly mechanisms?: readonly Mechanism[];
  readonly notes?: readonly string[];
  /** Holds the measuring between two rows. */
  readonly gate?: Gate;
  readonly onProgress?: (progress: CouplingProgress) => void;
  readonly onRow?: (row: CouplingRow) => void;
}

const NO_TASKS =
  'Pass rates cannot be measured here: this model has no tasks, so where answers become others, tokens is the most that a cell can say.';

/**
 * Measures each mechanism's couplings: its probes in a company and in three others, with the mechanism and without. Throws the engine's
 * errors and the signal's reason; what the model or the engine refuses is said in the cells.
 */
export async function measureCouplings(setting: CouplingSetting): Promise<CouplingReport> {
  const { model, engine, mechanisms = MECHANISMS, notes = [], onProgress, onRow, signal } = setting;
  const tasks = chosenTasks(setting.tasks ?? [], model);
  const rows: CouplingRow[] = [];
  for (const [done, mechanism] of mechanisms.entries()) {
    await setting.gate?.pass(signal);
    signal?.throwIfAborted();
    onProgress?.({ done, total: mechanisms.length, name: mechanism.name });
    const row = await rowOf(mechanism, tasks, setting);
    rows.push(row);
    onRow?.(row);
  }
  const { name, checkpoint } = model;
  const { kind, adapter } = engine;
  const told = tasks.length > 0 ? notes : [NO_TASKS, ...notes];
  return { version: 1, model: { name, hash: checkpoint.hash }, engine: kind, adapter, rows, notes: told };
}

async function rowOf(
  mechanism: Mechanism,
  tasks: readonly Task[],
  setting: CouplingSetting,
): Promise<CouplingRow> {
  const { id } = mechanism;
  if ('absent' in mechanism) return { id, cells: forAll(() => ({ cannot: mechanism.absent })) };
  try {
    const arms = await armsOf(mechanism, tasks, setting);
    return { id, cells: forAll((way) => cellOf(way, mechanism, arms, tasks, setting)) };
  } catch (error) {
    if (!(error instanceof ExperimentError)) throw error;
    // Every arm says the same.
    const [reason] = error.message.split('\n');
    return { id, cells: forAll(() => ({ cannot: reason.replace(`arm ${BEFORE}: `, '') })) };
  }
}

async function armsOf(mechanism: MeasuredMechanism, tasks: readonly Task[], setting: CouplingSetting) {
  const { model, written } = setting;
  const experiment = couplingExperiment({ mechanism, tasks, model, written });
  const { arms } = await runLoad(resolveLoad(experiment, model), { ...setting, ...loadSetting(experiment) });
  return new Map(arms.map((arm) => [arm.name, arm]));
}

function cellOf(
  way: Way,
  mechanism: MeasuredMechanism,
  arms: ReadonlyMap<string, LoadArm>,
  tasks: readonly Task[],
  { model, written }: CouplingSetting,
): CouplingCell {
  const arm = (name: string) => arms.get(name)!;
  const between = (a: string, b: string) => effectBetween(arm(a), arm(b), tasks);
  const again = between(BEFORE, AGAIN).effect;
  if (again !== 'nothing') return { cannot: `the same run twice gave other ${again}` };
  const [before, after] = [BEFORE, armOfWay(way)];
  const { acted } = mechanism;
  if (acted && !acted(arm(before)) && !acted(arm(after)))
    return { cannot: 'the mechanism did not come to act in so small a run' };
  const failed = [before, after, withoutIt(before), withoutIt(after)].find(
    (name) => arm(name).metrics.failed > 0,
  );
  if (failed !== undefined) return { cannot: `a request of the arm “${failed}” ended in an error` };
  const experiment = couplingExperiment({ mechanism, tasks, model, written }, way);
  const control = between(withoutIt(before), withoutIt(after)).effect;
  return { ...between(before, after), control, link: encodeLink({ experiment }) };
}

function forAll(cell: (way: Way) => CouplingCell): CouplingRow['cells'] {
  const [shape, content, load] = WAYS.map(cell);
  return { shape, content, load };
}
