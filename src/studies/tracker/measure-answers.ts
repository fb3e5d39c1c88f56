import { shuffled } from '../../experiment/expand-arms.ts';
import { createRandom } from '../../experiment/random.ts';
import type { Experiment } from '../../experiment/schema.ts';
import { runExperiment } from '../../lab/run.ts';
import type { LoadedModel } from '../../model/load.ts';
import type { RunRecord } from '../../results/record.ts';
import type { Engine } from '../../steps/engine.ts';
import { DEFAULT_SERVING } from '../../steps/serving.ts';
import { cutTasks, tasksExperiment } from '../tasks/run-tasks.ts';
import { scoreRequests, type TaskOutcome } from '../tasks/tally.ts';
import type { Task } from '../tasks/task-file.ts';
import type { AnswerSetting } from './faults.ts';

export interface AnswersAsked {
  readonly setting: AnswerSetting;
  readonly seed: number;
  /** 0: greedy. */
  readonly temperature: number;
}

export interface AnswersFound {
  /** In the order of the tasks. */
  readonly outcomes: readonly TaskOutcome[];
  readonly record: RunRecord;
}

/** Room for a prompt's keys beside those of the request that finds them. */
const WARM_BLOCKS = 3;

/**
 * Asks the model all tasks in a setting and grades what it says. The seed draws tokens where they are drawn, by the name of each task, and
 * the order of tasks where company counts. Throws what `runExperiment` throws.
 */
export async function measureAnswers(
  tasks: readonly Task[],
  asked: AnswersAsked,
  { engine, modelOf }: { readonly engine: Engine; readonly modelOf: (name: string) => Promise<LoadedModel> },
): Promise<AnswersFound> {
  const model = await modelOf(asked.setting.model);
  const experiment = answersExperiment(tasks, asked, model);
  const { record } = await runExperiment({ experiment, model, engine });
  return { outcomes: scoreRequests(tasks, record.arms[0].requests).tasks, record };
}

function answersExperiment(
  tasks: readonly Task[],
  { setting, seed, temperature }: AnswersAsked,
  model: LoadedModel,
): Experiment {
  const { set, dtype, weights, batch, budget, warm, company } = setting;
  const cut = cutTasks(tasks, budget ?? undefined);
  const order = company ? shuffled(cut, createRandom(seed)) : cut;
  const arm = { set, dtype, batch, ...(weights !== 'stored' && { weights }) };
  const plain = tasksExperiment(order, [arm], model);
  const drawn = { ...plain, decoding: { temperature, seed } };
  return warm ? warmed(drawn) : drawn;
}

/** Each task is asked twice in a row: the first time for a token, which leaves its prompt's keys, the second time for its answer. */
function warmed(experiment: Experiment): Experiment {
  const requests = experiment.requests.flatMap((request) => [
    { ...request, id: `${request.id}~before`, maxNewTokens: 1 },
    request,
  ]);
  const arms = experiment.arms.map((arm) => ({
    ...arm,
    requests: requests.map(({ id }) => id),
    limits: { ...arm.limits, maxSequences: 1, blocks: WARM_BLOCKS * arm.limits.blocks! },
    serving: { ...DEFAULT_SERVING, prefix: 'on' as const },
  }));
  return { ...experiment, requests, arms };
}
