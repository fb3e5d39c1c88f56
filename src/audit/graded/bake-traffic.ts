import type { LoadedModel } from '../../model/load.ts';
import type { Task } from '../../studies/tasks/task-file.ts';
import { type MeasureSetting, measureTables, tableKey } from './measure-tables.ts';
import { type ServedRun, type ServeSetting, type Serving, serveRun } from './measure-traffic.ts';
import { SEQUENCES, tasksOf } from './service-experiment.ts';
import { SERVICE_RUNS, type ServiceRun } from './service-runs.ts';
import { type TrafficFile, trafficRun } from './traffic-file.ts';

/** Share of its time that the device would be busy were every answer as long as it may be. */
const BUSY = 0.75;
/** Rows of a step that takes a prompt or two in. */
const PREFILL_ROWS = 64;
/** Requests of a stretch on the real clock: stretches with a fault and without take turns, so that what else the machine does is in both. */
const TURN = 20;
/** Requests of each: the real clock takes its time. */
const REAL = 120;

export interface BakeTraffic extends MeasureSetting, ServeSetting {
  /** SHA-256 of the file of tasks. */
  readonly taskFile: string;
}

/**
 * Serves every run, and gives the file after each of them. `tasks`: those that are asked. Runs, tables and the rate that `known` has are
 * taken from it, but for those whose bits others are compared with: those are served again where one is left.
 */
export async function* bakeTraffic(
  tasks: readonly Task[],
  known: TrafficFile | null,
  setting: BakeTraffic,
): AsyncGenerator<TrafficFile, void, void> {
  const file = await factsOf(tasks, known, setting);
  const done = new Map(known?.runs.map((run) => [run.id, run]));
  const first = new Map<string, ServedRun['fingerprints']>();
  const left = (run: ServiceRun) => SERVICE_RUNS.some((each) => each.first === run.id && !done.has(each.id));
  const all = () => ({ ...file, runs: SERVICE_RUNS.flatMap(({ id }) => done.get(id) ?? []) });
  for (const run of SERVICE_RUNS.filter(({ clock }) => clock === 'virtual')) {
    if (done.has(run.id) && !left(run)) continue;
    setting.onProgress?.(`serving ${run.id}`);
    const own = first.get(run.first) ?? null;
    const served = await serveRun(run, tasksOf(run, tasks), servingOf(run, file), own, setting);
    if (SERVICE_RUNS.some((each) => each.first === run.id)) first.set(run.id, served.fingerprints);
    done.set(run.id, trafficRun(run.id, served.traffic));
    yield all();
  }
  const real = SERVICE_RUNS.filter(({ clock }) => clock === 'real');
  if (real.every(({ id }) => done.has(id))) return;
  for (const run of await inTurn(real, tasks, file, first, setting)) done.set(run.id, run);
  yield all();
}

/** All but the runs. */
async function factsOf(
  tasks: readonly Task[],
  known: TrafficFile | null,
  setting: BakeTraffic,
): Promise<Omit<TrafficFile, 'runs'>> {
  if (known) return known;
  const { engine, modelOf, taskFile, indexOf } = setting;
  const [nano, pico] = [await modelOf('nano'), await modelOf('pico')];
  const measured = await measureTables(SERVICE_RUNS, tasks, setting);
  const tables = Object.fromEntries([...measured].map(([key, { entries }]) => [key, entries]));
  return {
    ...{ version: 1, taskFile, tasks: indexOf.size, asked: tasks.map(({ id }) => id) },
    models: { nano: nano.checkpoint.hash, pico: pico.checkpoint.hash },
    ...{ engine: engine.kind, adapter: engine.adapter.description, tables },
    perSecond: rateOf(tables[tableKey(SERVICE_RUNS[0])], tasks, nano),
  };
}

type Facts = Omit<TrafficFile, 'runs'>;

function servingOf(run: ServiceRun, { perSecond, tables, adapter }: Facts): Serving {
  const table = { measuredOn: adapter, entries: tables[tableKey(run)], swapMs: 0 };
  return { perSecond, table };
}

/** Runs on the real clock, stretch by stretch. */
async function inTurn(
  runs: readonly ServiceRun[],
  tasks: readonly Task[],
  facts: Facts,
  first: ReadonlyMap<string, ServedRun['fingerprints']>,
  setting: BakeTraffic,
): Promise<TrafficFile['runs']> {
  const traffic = runs.map(() => [] as ServedRun['traffic'][number][]);
  for (let from = 0; from < REAL; from += TURN)
    for (const [i, run] of runs.entries()) {
      setting.onProgress?.(`serving ${run.id}, ${from} of ${REAL}`);
      const some = tasksOf(run, tasks).slice(from, from + TURN);
      const served = await serveRun(run, some, servingOf(run, facts), first.get(run.first)!, setting);
      traffic[i].push(...served.traffic);
    }
  return runs.map(({ id }, i) => trafficRun(id, traffic[i]));
}

/** Of arrivals a second. */
function rateOf(
  entries: TrafficFile['tables'][string],
  tasks: readonly Task[],
  { tokenizer }: LoadedModel,
): number {
  const aRow = (rows: number) =>
    Math.max(...entries.filter((entry) => entry.rows === rows).map(({ ms }) => ms)) / rows;
  const mean = (of: (task: Task) => number) => tasks.reduce((sum, task) => sum + of(task), 0) / tasks.length;
  const answer = mean(({ maxNewTokens }) => maxNewTokens) * aRow(SEQUENCES);
  const prompt = mean((task) => tokenizer.encode(task.prompt).length) * aRow(PREFILL_ROWS);
  return (BUSY * 1000) / (answer + prompt);
}
