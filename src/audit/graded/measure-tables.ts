import { measureCost } from '../../lab/load/measure-cost.ts';
import { resolveLoad } from '../../lab/load/resolve-load.ts';
import type { LoadedModel } from '../../model/load.ts';
import type { CostTable } from '../../results/load/load-record.ts';
import type { Engine } from '../../steps/engine.ts';
import type { Task } from '../../studies/tasks/task-file.ts';
import { readingBack } from './readback-engine.ts';
import { answerSetting, serviceExperiment, tasksOf } from './service-experiment.ts';
import type { ServiceRun } from './service-runs.ts';

/** Each table is taken so often, all of them in turn, and of each step the least time counts: what else the machine does comes and goes. */
const ROUNDS = 4;

export interface MeasureSetting {
  readonly engine: Engine;
  readonly modelOf: (name: string) => Promise<LoadedModel>;
  readonly signal?: AbortSignal;
  readonly onProgress?: (words: string) => void;
  /** What steps are timed by; left out: the clock. */
  readonly now?: () => number;
}

/** Runs whose steps take the same go by one table. */
export function tableKey({ answers, readback }: ServiceRun): string {
  const { model, set, dtype, weights } = answerSetting(answers);
  return [model, set, dtype, weights, ...(readback ? ['readback'] : [])].join(' ');
}

/** What steps of each kind of run cost on this device, by `tableKey`. */
export async function measureTables(
  runs: readonly ServiceRun[],
  tasks: readonly Task[],
  setting: MeasureSetting,
): Promise<ReadonlyMap<string, CostTable>> {
  const kinds = new Map(runs.map((run) => [tableKey(run), run]).toReversed() as [string, ServiceRun][]);
  const tables = new Map<string, CostTable>();
  for (let round = 1; round <= ROUNDS; round++)
    for (const [key, run] of kinds) {
      setting.onProgress?.(`what steps cost, ${key}, round ${round} of ${ROUNDS}`);
      const found = await tableOf(run, tasks, setting);
      tables.set(key, least(tables.get(key), found));
    }
  return tables;
}

async function tableOf(
  run: ServiceRun,
  tasks: readonly Task[],
  { engine, modelOf, signal, now }: MeasureSetting,
): Promise<CostTable> {
  const model = await modelOf(answerSetting(run.answers).model);
  // Without a warm cache's room, and with the plain prompts: sizes that all runs have in common.
  const plain = { ...run, answers: coldOf(run.answers), before: 0 };
  const experiment = serviceExperiment(plain, tasksOf(plain, tasks), 1, model);
  const [{ spec }] = resolveLoad(experiment, model).arms;
  const own = run.readback ? readingBack(engine) : engine;
  const runner = await own.load(model.checkpoint).openArm({ ...spec, logits: { of: [], withSteps: false } });
  try {
    return await measureCost({
      ...{ runner, spec, measuredOn: engine.adapter.description, signal },
      ...(now && { now }),
    });
  } finally {
    runner.destroy();
  }
}

function coldOf(answers: string): string {
  if (answers === 'warm-invariant') return 'none';
  return answers === 'warm-variant' ? 'company-variant' : answers;
}

function least(one: CostTable | undefined, other: CostTable): CostTable {
  if (!one) return other;
  const entries = one.entries.map((entry, i) => ({ ...entry, ms: Math.min(entry.ms, other.entries[i].ms) }));
  return { ...one, entries };
}
