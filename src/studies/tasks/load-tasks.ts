import { shuffled } from '../../experiment/expand-arms.ts';
import { createRandom } from '../../experiment/random.ts';
import type { Experiment } from '../../experiment/schema.ts';
import { arrivalTimes } from '../../experiment/traffic/arrivals.ts';
import { mixedSeed, Variates } from '../../experiment/traffic/variates.ts';
import type { LoadOptions } from '../../lab/load/load-options.ts';
import { resolveLoad } from '../../lab/load/resolve-load.ts';
import { runLoad } from '../../lab/load/run-load.ts';
import type { LoadedModel } from '../../model/load.ts';
import { type Fairness, fairnessOf } from '../../results/load/fairness.ts';
import type { CostTable, LoadArm, LoadMetrics, LoadRequest } from '../../results/load/load-record.ts';
import type { RequestRecord } from '../../results/record.ts';
import { DEFAULT_SERVING, type Effort, type Route, type Serving } from '../../steps/serving.ts';
import { type TaskArm, tasksExperiment } from './run-tasks.ts';
import { type ScoredRequest, scoreRequests, type TaskScores } from './tally.ts';
import type { Task } from './task-file.ts';

/** Tasks that come by a clock, to arms that serve whole answers and, where it is given, answers that shrink with the queue. */
export interface TaskLoad {
  readonly arm: TaskArm;
  /** Tasks a second, Poisson. */
  readonly perSecond: number;
  readonly effort: Effort | null;
  /** A second replica; left out: one. */
  readonly route?: Route;
  readonly faults?: Serving['faults'];
  readonly seed: number;
}

/** How tasks were answered under load. */
export interface TaskLoadScores extends TaskScores {
  readonly perSecond: number;
  readonly effort: Effort | null;
  /** New tokens that a task was left, mean over those that began. */
  readonly meanBudget: number;
  readonly metrics: LoadMetrics;
  /** Names of the tasks that the second replica answered, and how evenly all were served; null where there is one replica. */
  readonly routed: { readonly tasks: readonly string[]; readonly fairness: Fairness } | null;
  /** What the virtual clock went by; undefined of a real one. */
  readonly table: CostTable | undefined;
}

/** The same tasks in the same order and at the same times for every arm of one rate and seed. */
export function taskLoadExperiment(tasks: readonly Task[], load: TaskLoad, model: LoadedModel): Experiment {
  const { arm, perSecond, effort, route, faults, seed } = load;
  const serving = {
    ...DEFAULT_SERVING,
    ...(effort && { effort }),
    ...(route && { route }),
    ...(faults && { faults }),
  };
  const order = shuffled(tasks, createRandom(seed));
  const plain = tasksExperiment(order, [arm], model);
  const times = arrivalTimes(
    { kind: 'poisson', perSecond },
    new Variates(mixedSeed(seed, 0)),
    Number.POSITIVE_INFINITY,
  );
  return {
    ...plain,
    version: 3,
    requests: plain.requests.map((request) => ({ ...request, arrival: { ms: times.next().value! } })),
    arms: plain.arms.map((each) => ({ ...each, serving })),
  };
}

/** Throws what `runLoad` throws. */
export async function runTaskLoad(
  tasks: readonly Task[],
  load: TaskLoad,
  options: Omit<LoadOptions, 'keeping'>,
): Promise<TaskLoadScores> {
  const experiment = taskLoadExperiment(tasks, load, options.model);
  const { arms } = await runLoad(resolveLoad(experiment, options.model), options);
  const [{ requests, metrics, clock }] = arms;
  const table = clock.kind === 'virtual' ? clock.table : undefined;
  const { perSecond, effort } = load;
  return {
    ...scoreRequests(tasks, requests.map(scored)),
    ...{
      perSecond,
      effort,
      meanBudget: meanBudget(arms[0], tasks),
      metrics,
      table,
      routed: load.route ? routedOf(requests) : null,
    },
  };
}

function meanBudget({ requests }: LoadArm, tasks: readonly Task[]): number {
  const asked = new Map(tasks.map(({ id, maxNewTokens }) => [id, maxNewTokens]));
  const budgets = requests.map(({ id, budget }) => budget?.newTokens ?? asked.get(id)!);
  return budgets.reduce((sum, budget) => sum + budget, 0) / budgets.length;
}

/** One that never ran has answered nothing, and says why. */
function scored({ id, text, tokens, fingerprint, outcome }: LoadRequest): ScoredRequest {
  const finish: RequestRecord['finish'] =
    outcome.kind === 'done'
      ? { reason: outcome.reason }
      : { reason: 'error', message: outcome.kind === 'unfinished' ? 'the run was stopped' : outcome.message };
  return { id, text, tokens, fingerprint: fingerprint ?? '', finish };
}

function routedOf(requests: readonly LoadRequest[]): TaskLoadScores['routed'] {
  const tasks = requests.flatMap(({ id, route }) => (route?.replica === 1 ? [id] : []));
  return { tasks, fairness: fairnessOf(requests)! };
}
