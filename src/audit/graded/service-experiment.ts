import { shuffled } from '../../experiment/expand-arms.ts';
import { createRandom } from '../../experiment/random.ts';
import type { Experiment } from '../../experiment/schema.ts';
import { arrivalTimes } from '../../experiment/traffic/arrivals.ts';
import { mixedSeed, Variates } from '../../experiment/traffic/variates.ts';
import type { LoadedModel } from '../../model/load.ts';
import { blocksFor, positionsFor } from '../../steps/kv-blocks.ts';
import { DEFAULT_SERVING } from '../../steps/serving.ts';
import { cutTasks, tasksExperiment } from '../../studies/tasks/run-tasks.ts';
import type { Task } from '../../studies/tasks/task-file.ts';
import { SAMPLED_AT } from '../../studies/tracker/bake-answers.ts';
import { ANSWER_SETTINGS, type AnswerSetting } from '../../studies/tracker/faults.ts';
import type { ServiceRun } from './service-runs.ts';

/** Requests at once, and the pool that they share: a quarter of it is held at the busiest, where nothing leaks. */
export const SEQUENCES = 16;
export const POOL_BLOCKS = 160;
/** Every so many-th request is a probe, which is compared with itself alone. */
const PROBE_EVERY = 10;
/** From which a task is of the harder half. */
const HARDER = 5;
/** A request that was asked before for a token, so that its keys are found. */
export const WARM = '~before';

export function answerSetting(id: string): AnswerSetting {
  return ANSWER_SETTINGS.find((each) => each.id === id)!;
}

/** The tasks of a run, in the order in which they come. */
export function tasksOf({ seed, tasks: which, before }: ServiceRun, tasks: readonly Task[]): Task[] {
  const some = which === 'all' ? tasks : tasks.filter(({ difficulty }) => difficulty >= HARDER);
  const short = tasks.filter(({ kind }) => kind === 'largest');
  const said = short.slice(0, before).map(({ prompt, answer }) => `${prompt}${answer}\n`);
  const grown = some.map((task) => ({ ...task, prompt: `${said.join('')}${task.prompt}` }));
  return shuffled(grown, createRandom(seed));
}

/** A stretch of traffic as an experiment of one arm: tasks that come one by one, `perSecond` of them, by chance (Poisson). */
export function serviceExperiment(
  run: ServiceRun,
  tasks: readonly Task[],
  perSecond: number,
  model: LoadedModel,
): Experiment {
  const { set, dtype, weights, budget, warm } = answerSetting(run.answers);
  const order = cutTasks(tasks, budget ?? undefined);
  const arm = { set, dtype, batch: SEQUENCES, ...(weights !== 'stored' && { weights }) };
  const plain = tasksExperiment(order, [arm], model);
  const process = { kind: 'poisson', perSecond: perSecond * run.rate } as const;
  const times = arrivalTimes(process, new Variates(mixedSeed(run.seed, 0)), Number.POSITIVE_INFINITY);
  const asked = plain.requests.map((request, i) => ({
    ...request,
    ...(i % PROBE_EVERY === 0 && run.clock === 'virtual' && { role: 'probe' as const }),
  }));
  // All of them once before, so that the last one's keys are there too.
  const warming = warm
    ? plain.requests.map((each) => ({ ...each, id: `${each.id}${WARM}`, maxNewTokens: 1 }))
    : [];
  const requests = [...warming, ...asked].map((each) => ({ ...each, arrival: { ms: times.next().value! } }));
  const room = plain.requests.reduce((sum, { promptIds }) => sum + blocksFor(promptIds!.length + 1), 0);
  const longest = Math.max(
    ...plain.requests.map(({ promptIds, maxNewTokens }) => positionsFor(promptIds!.length + 1, maxNewTokens)),
  );
  const blocks = Math.max(POOL_BLOCKS, blocksFor(longest)) + (warm ? room : 0);
  return {
    ...plain,
    version: 3,
    decoding: { temperature: SAMPLED_AT, seed: 1 },
    requests,
    arms: plain.arms.map((each) => ({
      ...each,
      requests: requests.map(({ id }) => id),
      limits: { ...each.limits, blocks },
      serving: { ...DEFAULT_SERVING, ...(warm && { prefix: 'on' as const }) },
    })),
  };
}
