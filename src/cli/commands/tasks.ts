import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { asksForRandom } from '../../experiment/model-name.ts';
import { ACTIVATION_DTYPES, WEIGHT_DTYPES } from '../../numerics/dtypes.ts';
import { KERNEL_SETS } from '../../numerics/sets/sets.ts';
import { formatTaskLoad } from '../../report/task-load.ts';
import { formatTasks } from '../../report/tasks.ts';
import { failedChecks } from '../../results/checks.ts';
import type { RunRecord } from '../../results/record.ts';
import { certifyRun } from '../../studies/certificate/session.ts';
import {
  armName,
  cutTasks,
  joinedRecords,
  runTasks,
  type TaskArm,
  tasksExperiment,
} from '../../studies/tasks/run-tasks.ts';
import { stratifiedSubset } from '../../studies/tasks/subset.ts';
import { parseTasks, TASK_FILE_FORM } from '../../studies/tasks/task-file.ts';
import { taskReport } from '../../studies/tasks/task-report.ts';
import { storedCertificate, USER_AGENT } from '../certificate-store.ts';
import { exitCodeOf } from '../checks.ts';
import type { Command } from '../command.ts';
import { DYNAMIC_WORDS, dynamicAsked } from '../dynamic-options.ts';
import { openEngine, openModel, shippedModel } from '../engine.ts';
import { readJson } from '../input.ts';
import { placeOf } from '../model-place.ts';
import { openOutput } from '../output.ts';
import { showTasks, showWeights } from '../progress.ts';
import { budgetsOf, byBudget, runTaskLoads, taskLoadOf } from '../task-load.ts';
import { decimalNumber, listOf, oneOf, parseCommand, UsageError, wholeNumber } from '../usage.ts';

const OPTIONS = {
  model: { type: 'string', default: shippedModel('nano') },
  tasks: { type: 'string' },
  limit: { type: 'string' },
  set: { type: 'string', default: 'invariant' },
  dtype: { type: 'string', default: 'f32' },
  batch: { type: 'string', default: '8' },
  budget: { type: 'string' },
  'per-second': { type: 'string' },
  effort: { type: 'string' },
  seed: { type: 'string', default: '1' },
  weights: { type: 'string', default: 'stored' },
  dynamic: { type: 'string', default: 'none' },
  capacity: { type: 'string' },
  engine: { type: 'string', default: 'webgpu' },
  json: { type: 'string' },
} as const;

export const tasks: Command = {
  summary: "score a model's answers to its tasks",
  help: `Usage: lab tasks [options]

Completes the model's held-out tasks greedily, each in the company of the others, and prints the pass rate by kind with
Wilson's 95 % interval. --set, --dtype, --weights, --dynamic, --batch and --capacity take lists: every combination runs all tasks, and each is compared
with the first, task by task, by McNemar's exact test. What company costs: --set variant --dtype bf16 --batch 1,8

Fails (exit code 1) where a request ends in an error, or batches of different size differ in any bit under a set that is
batch-invariant.

  --model MODEL        a folder, nano or pico, hf:OWNER/NAME[@REVISION][:FILE.gguf], an https address or random:SHAPE[:LAYERS][:SEED]
                       (default: nano)
  --tasks FILE         the tasks (default: tasks.json in the model's folder), ${TASK_FILE_FORM}
  --limit N            N of them, always the same, every kind and difficulty in its share (default: all)
  --set SET            ${KERNEL_SETS.join(', ')} (default invariant)
  --dtype DTYPE        activations: ${ACTIVATION_DTYPES.join(', ')} (default f32)
  --batch N            tasks at once; as one ends, the next one joins (default 8)
  --budget N           most new tokens of any task; a list compares budgets (default: as many as each task asks for)
  --per-second N       under load: tasks come so many a second by a virtual clock, to one arm; a list of rates gives a line each
  --effort F:T:N       under load, also with answers that shrink: whole where at most F others wait, N tokens where at least T do
  --seed N             of the times at which tasks come, and of their order (default 1)
  --weights FORMAT     ${WEIGHT_DTYPES.join(', ')} (default stored)
  --dynamic WIDTHS     a smaller width beside the weights', chosen by an estimated error: ${DYNAMIC_WORDS}; or none (default)
  --capacity FACTOR    of a mixture of experts: each takes at most so many times an even share of a step's rows; all: no limit
  --engine ENGINE      webgpu (default), cpu, ort-webgpu or ort-wasm (f32 only)
  --json FILE          also write overall, kinds, tasks, against; - for standard output, instead of the table`,

  async perform(args, signal) {
    const { values } = parseCommand(args, OPTIONS, []);
    const output = await openOutput(values.json);
    const arms = armsOf(values);
    const load = taskLoadOf(values, arms);
    const limit =
      values.limit === undefined ? Number.POSITIVE_INFINITY : wholeNumber('limit', values.limit, 1);
    if (values.tasks === undefined && asksForRandom(values.model))
      throw new UsageError('--tasks: expected a file, found none: a random model has no tasks of its own');
    const place = asksForRandom(values.model) ? null : await placeOf(values.model);
    const file = values.tasks ?? join(place!.folder, 'tasks.json');
    // A missing model is told of as such, not as a lack of tasks.
    if (place && !existsSync(place.folder)) await openModel(place);
    else if (place) refuseMissing(file);
    const chosen = stratifiedSubset(parseTasks(await readJson(file), file), limit);
    const model = await openModel(place ?? values.model);
    const experiment = tasksExperiment(chosen, arms, model);
    const { engine, gpu, close } = await openEngine(values.engine, model, experiment.arms);
    try {
      const context = { experiment, model, engine, signal };
      const certified = await certifyRun({
        ...context,
        gpu,
        userAgent: USER_AGENT,
        stored: storedCertificate,
        onWeights: showWeights(),
      });
      if (load) {
        const scores = await runTaskLoads(chosen, load, { model, engine, signal, ...certified });
        output.report(formatTaskLoad(scores));
        await output.json({ posture: certified.evidence, loads: scores });
        return exitCodeOf([]);
      }
      const records: RunRecord[] = [];
      for (const each of byBudget(arms)) {
        const experiment = tasksExperiment(cutTasks(chosen, each[0].budget), each, model);
        records.push(await runTasks({ ...context, experiment, certified, onProgress: showTasks() }));
      }
      const record = joinedRecords(records);
      const report = taskReport(chosen, record, budgetsOf(arms));
      output.report(formatTasks(report).trimEnd().split('\n'));
      await output.json(report);
      return exitCodeOf([...failedChecks(record), ...report.broken]);
    } finally {
      close();
    }
  },
};

function refuseMissing(file: string): void {
  if (existsSync(file)) return;
  const example = join(shippedModel('nano'), 'tasks.json');
  throw new UsageError(
    `${file}: expected a file of tasks, found none; --tasks FILE names another. It is ${TASK_FILE_FORM}; an example is ${example}`,
  );
}

type Values = ReturnType<typeof parseCommand<typeof OPTIONS>>['values'];

const ALL = 'all';

function capacityOf(word: string): Pick<TaskArm, 'capacity'> {
  return word === ALL ? {} : { capacity: decimalNumber('capacity', word) };
}

/** Every combination of the lists, in their order. */
function armsOf(values: Values): TaskArm[] {
  const sets = listOf(values.set, (word) => oneOf('set', word, KERNEL_SETS));
  const dtypes = listOf(values.dtype, (word) => oneOf('dtype', word, ACTIVATION_DTYPES));
  const batches = listOf(values.batch, (word) => wholeNumber('batch', word, 1));
  const capacities = listOf(values.capacity ?? ALL, capacityOf);
  const budgets =
    values.budget === undefined ? [] : listOf(values.budget, (word) => wholeNumber('budget', word, 1));
  const formats = listOf(values.weights, (word) => oneOf('weights', word, WEIGHT_DTYPES)).flatMap((weights) =>
    listOf(values.dynamic, dynamicAsked).map((dynamic) => ({
      ...(weights !== 'stored' && { weights }),
      ...(dynamic && { dynamic }),
    })),
  );
  const whole = sets.flatMap((set) =>
    dtypes.flatMap((dtype) =>
      formats.flatMap((format) =>
        batches.flatMap((batch) =>
          capacities.map((experts): TaskArm => ({ set, dtype, ...format, batch, ...experts })),
        ),
      ),
    ),
  );
  const arms =
    values.budget === undefined
      ? whole
      : budgets.flatMap((budget) => whole.map((arm) => ({ ...arm, budget })));
  const twice = arms.map(armName).find((name, i, names) => names.indexOf(name) !== i);
  if (twice) throw new UsageError(`expected each way to run once, found ${twice} again`);
  return arms;
}
