import { resolveLoad } from '../../lab/load/resolve-load.ts';
import { runLoad } from '../../lab/load/run-load.ts';
import { latenciesOf } from '../../results/load/load-metrics.ts';
import type { CostTable, LoadArm, LoadRequest } from '../../results/load/load-record.ts';
import { answerIn } from '../../results/score.ts';
import type { Task } from '../../studies/tasks/task-file.ts';
import type { MeasureSetting } from './measure-tables.ts';
import { readingBack } from './readback-engine.ts';
import { answerSetting, POOL_BLOCKS, serviceExperiment, WARM } from './service-experiment.ts';
import type { ServiceRun } from './service-runs.ts';
import type { Traffic } from './traffic.ts';

/** A shadow looks at each so many-th position of a probe. */
const SHADOW_EVERY = 8;
const MOST_SHADOWS = 8;

export interface Serving {
  readonly perSecond: number;
  /** What a virtual clock goes by. */
  readonly table: CostTable;
}

export interface ServeSetting extends MeasureSetting {
  /** Of a task by its name. */
  readonly indexOf: ReadonlyMap<string, number>;
}

/** A run as it was served, and the fingerprint of each request by its name. */
export interface ServedRun {
  readonly traffic: Traffic;
  readonly fingerprints: ReadonlyMap<string, string>;
}

/**
 * Serves the tasks of a run under load and grades the answers. `should`: fingerprints of what was answered first; null: this is it.
 * Throws what `runLoad` throws, and Error where a request was not served to its end.
 */
export async function serveRun(
  run: ServiceRun,
  tasks: readonly Task[],
  { perSecond, table }: Serving,
  should: ReadonlyMap<string, string> | null,
  { engine, modelOf, signal, indexOf }: ServeSetting,
): Promise<ServedRun> {
  const model = await modelOf(answerSetting(run.answers).model);
  const experiment = serviceExperiment(run, tasks, perSecond, model);
  const places = new Map(experiment.requests.map(({ id }, i) => [id, i]));
  const every = run.keepsOneIn;
  const { arms } = await runLoad(resolveLoad(experiment, model), {
    ...{ model, engine: run.readback ? readingBack(engine) : engine, clock: run.clock },
    ...(run.clock === 'virtual' && { table, shadows: { every: SHADOW_EVERY, most: MOST_SHADOWS } }),
    ...(signal && { signal }),
    ...(every !== null && { build: { keepsBlocksOf: (id: string) => places.get(id)! % every === 0 } }),
    keeping: { requests: true, steps: true },
  });
  const [arm] = arms;
  const held = mostHeld(arm);
  const byId = new Map(tasks.map((task) => [task.id, task]));
  const asked = arm.requests.filter(({ id }) => !id.endsWith(WARM));
  const fingerprints = new Map(asked.map((request) => [request.id, fingerprintOf(request)]));
  const traffic = asked.map((request) => ({
    task: indexOf.get(request.id)!,
    ...{ prompt: request.promptTokens, output: request.tokens.length, passed: passes(request, byId) },
    latency: latenciesOf(request).e2el,
    same: should === null || should.get(request.id) === fingerprints.get(request.id),
    occupancy: held.get(request.id)! / POOL_BLOCKS,
    diverged: request.besideAlone ? request.besideAlone.differing > 0 : null,
  }));
  return { traffic, fingerprints };
}

function passes({ id, text }: LoadRequest, byId: ReadonlyMap<string, Task>): boolean {
  const { answer, scoring } = byId.get(id)!;
  return answerIn(text, scoring) === answer;
}

/** Throws Error naming a request that gave nothing: days are drawn from whole answers. */
function fingerprintOf({ id, fingerprint, outcome }: LoadRequest): string {
  if (fingerprint === null || outcome.kind !== 'done')
    throw new Error(`request ${id}: expected an answer, found ${outcome.kind}`);
  return fingerprint;
}

/** By request, most blocks that anyone held in a step that it had rows in. */
function mostHeld({ steps }: LoadArm): ReadonlyMap<string, number> {
  const most = new Map<string, number>();
  for (const { slices, blocks } of steps)
    for (const { request } of slices) most.set(request, Math.max(most.get(request) ?? 0, blocks.held));
  return most;
}
