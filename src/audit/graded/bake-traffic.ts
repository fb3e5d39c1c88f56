import type { Task } from '../../studies/tasks/task-file.ts';
import { type MeasureSetting, measureTables, tableKey } from './measure-tables.ts';
import { type ServedRun, type Serving, serveRun } from './measure-traffic.ts';
import { SEQUENCES, tasksOf } from './service-experiment.ts';
import { SERVICE_RUNS, type ServiceRun } from './service-runs.ts';
import { type TrafficFile, trafficRun } from './traffic-file.ts';

/** Share of its time that the device would be busy were every answer as long as it may be. */
const BUSY = 0.75;
/** Requests of a stretch on the real clock: stretches with a fault and without take turns, so that what else the machine does is in both. */
const TURN = 25;

export interface BakeTraffic extends MeasureSetting {
  /** SHA-256 of the file of tasks, and how many it has. */
  readonly taskFile: string;
  readonly indexOf: ReadonlyMap<string, number>;
}

/** Serves every run, and gives the file after each of them. `tasks`: those that are asked. */
export async function* bakeTraffic(
  tasks: readonly Task[],
  setting: BakeTraffic,
): AsyncGenerator<TrafficFile, void, void> {
  const [nano, pico] = [await setting.modelOf('nano'), await setting.modelOf('pico')];
  const tables = await measureTables(SERVICE_RUNS, tasks, setting);
  const perSecond = rateOf(tables.get(tableKey(SERVICE_RUNS[0]))!.entries, tasks);
  const { engine } = setting;
  const facts = {
    ...{ version: 1 as const, taskFile: setting.taskFile, tasks: setting.indexOf.size },
    models: { nano: nano.checkpoint.hash, pico: pico.checkpoint.hash },
    ...{ asked: tasks.map(({ id }) => id), engine: engine.kind, adapter: engine.adapter.description, perSecond },
    tables: Object.fromEntries([...tables].map(([key, { entries }]) => [key, entries])),
  };
  const serving = (run: ServiceRun): Serving => ({ perSecond, table: tables.get(tableKey(run))! });
  const done: TrafficFile['runs'][number][] = [];
  const first = new Map<string, ServedRun['fingerprints']>();
  for (const run of SERVICE_RUNS.filter(({ clock }) => clock === 'virtual')) {
    setting.onProgress?.(`serving ${run.id}`);
    const served: ServedRun = await serveRun(
      run,
      tasksOf(run, tasks),
      serving(run),
      first.get(run.first) ?? null,
      setting.indexOf,
      setting,
    );
    first.set(run.id, served.fingerprints);
    done.push(trafficRun(run.id, served.traffic));
    yield { ...facts, runs: [...done] };
  }
  done.push(...(await inTurn(tasks, serving, first.get(SERVICE_RUNS[0].id)!, setting)));
  yield { ...facts, runs: done };
}

/** Runs on the real clock, stretch by stretch. */
async function inTurn(
  tasks: readonly Task[],
  serving: (run: ServiceRun) => Serving,
  should: ServedRun['fingerprints'],
  setting: BakeTraffic,
) {
  const runs = SERVICE_RUNS.filter(({ clock }) => clock === 'real');
  const traffic = runs.map(() => [] as ServedRun['traffic'][number][]);
  for (let from = 0; from < tasks.length; from += TURN)
    for (const [i, run] of runs.entries()) {
      setting.onProgress?.(`serving ${run.id}, ${from} of ${tasks.length}`);
      const some = tasksOf(run, tasks).slice(from, from + TURN);
      const served = await serveRun(run, some, serving(run), should, setting.indexOf, setting);
      traffic[i].push(...served.traffic);
    }
  return runs.map(({ id }, i) => trafficRun(id, traffic[i]));
}

function rateOf(entries: TrafficFile['tables'][string], tasks: readonly Task[]): number {
  const full = entries.filter(({ rows }) => rows === SEQUENCES);
  const step = Math.max(...full.map(({ ms }) => ms));
  const tokens = tasks.reduce((sum, { maxNewTokens }) => sum + maxNewTokens, 0) / tasks.length;
  return (BUSY * 1000 * SEQUENCES) / (step * tokens);
}
