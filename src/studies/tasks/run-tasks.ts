import type { Experiment, ExperimentArm } from '../../experiment/schema.ts';
import { type RunOptions, runExperiment } from '../../lab/run.ts';
import type { LabEvent } from '../../lab/watch.ts';
import type { LoadedModel } from '../../model/load.ts';
import type { ActivationDtype, WeightDtype } from '../../numerics/dtypes.ts';
import { PARALLELISM } from '../../numerics/parallelism.ts';
import { allOperations } from '../../numerics/sets/kernel-sets.ts';
import type { KernelSet } from '../../numerics/sets/sets.ts';
import type { RunRecord } from '../../results/record.ts';
import type { WidthsAsked } from '../../steps/dynamic-widths.ts';
import type { Engine } from '../../steps/engine.ts';
import { blocksFor, positionsFor } from '../../steps/kv-blocks.ts';
import type { Task } from './task-file.ts';

/** One way to run the tasks. */
export interface TaskArm {
  readonly set: KernelSet;
  readonly dtype: ActivationDtype;
  /** Tasks that run at once; as one ends, the next joins. */
  readonly batch: number;
  /** Most new tokens of any task. Left out: as many as each asks for. */
  readonly budget?: number;
  /** Format of the weights; left out: as stored. */
  readonly weights?: WeightDtype;
  /** A smaller width beside it; left out: none. */
  readonly dynamic?: WidthsAsked;
  /** Of a mixture of experts: `ExpertServing.capacity`; left out: all rows have room. */
  readonly capacity?: number;
}

/** How far the tasks of one arm are. */
export interface TaskProgress {
  readonly arm: string;
  readonly ended: number;
  readonly total: number;
}

export interface RunTasksOptions {
  readonly experiment: Experiment;
  readonly model: LoadedModel;
  readonly engine: Engine;
  readonly certified?: Pick<RunOptions, 'invariantAs' | 'notes' | 'evidence' | 'portable'>;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: TaskProgress) => void;
}

/**
 * The tasks as an experiment: every task is a request of every arm, so that tasks are each other's company. It has no
 * probes, whose logits would be kept, and is never written or read: limits of files do not hold for it.
 */
export function tasksExperiment(
  tasks: readonly Task[],
  arms: readonly TaskArm[],
  { name, tokenizer }: LoadedModel,
): Experiment {
  const requests = tasks.map(({ id, prompt, maxNewTokens }) => {
    const promptIds = tokenizer.encode(prompt);
    return { id, role: 'clean', promptIds, bos: true, maxNewTokens, ignoreEos: false, arrival: 0 } as const;
  });
  const longest = Math.max(
    ...requests.map(({ promptIds, maxNewTokens }) => positionsFor(promptIds.length, maxNewTokens)),
  );
  return {
    version: 1,
    title: 'tasks',
    model: { name },
    decoding: { temperature: 0, seed: 0 },
    requests,
    arms: arms.map((arm) => experimentArm(arm, tasks, longest)),
    compare: [],
  };
}

function experimentArm(arm: TaskArm, tasks: readonly Task[], longest: number): ExperimentArm {
  const { set, dtype, batch, weights = 'stored', dynamic, capacity } = arm;
  return {
    name: armName(arm),
    requests: tasks.map(({ id }) => id),
    kernels: allOperations(set),
    dtype,
    weights,
    ...(dynamic && { dynamic }),
    parallelism: PARALLELISM,
    // Room for as many of the longest as may run at once: the default pool would hold all tasks.
    limits: { maxSequences: batch, maxTokensPerStep: 256, blocks: batch * blocksFor(longest) },
    ...(capacity !== undefined && { experts: { capacity } }),
  };
}

export function armName({ set, dtype, batch, budget, capacity, weights, dynamic }: TaskArm): string {
  const full = capacity === undefined ? '' : ` capacity ${capacity}`;
  const formats = `${weights === undefined ? '' : ` ${weights}`}${dynamic ? ` ${dynamic.low}:${dynamic.targetBits}:${dynamic.per}` : ''}`;
  return `${set} ${dtype}${formats} batch ${batch}${full}${budget === undefined ? '' : ` to ${budget} tokens`}`;
}

/** The tasks as such an arm asks them. */
export function cutTasks(tasks: readonly Task[], budget = Number.POSITIVE_INFINITY): Task[] {
  return tasks.map((task) => ({ ...task, maxNewTokens: Math.min(task.maxNewTokens, budget) }));
}

/** Records of runs of the same tasks as one, their arms side by side. Throws RangeError of none. */
export function joinedRecords(records: readonly RunRecord[]): RunRecord {
  const [first] = records;
  if (!first) throw new RangeError('expected a record, found none');
  const all = <Each>(of: (record: RunRecord) => readonly Each[]) => records.flatMap(of);
  return {
    ...first,
    lost: [...new Set(all(({ lost }) => lost))],
    arms: all(({ arms }) => arms),
    postures: all(({ postures }) => postures),
  };
}

/** Runs the arms of `tasksExperiment` one after the other. Throws what `runExperiment` throws. */
export async function runTasks(options: RunTasksOptions): Promise<RunRecord> {
  const { experiment, model, engine, certified = {}, signal, onProgress } = options;
  const onEvent = onProgress ? { onEvent: endCounter(options, onProgress) } : {};
  const { record } = await runExperiment({ experiment, model, engine, signal, ...certified, ...onEvent });
  return record;
}

/** Counts the requests that gave their last token. */
function endCounter(
  { experiment, model }: RunTasksOptions,
  onProgress: (progress: TaskProgress) => void,
): (event: LabEvent) => void {
  const { eosTokens } = model.checkpoint.config;
  const budget = new Map(experiment.requests.map(({ id, maxNewTokens }) => [id, maxNewTokens]));
  const ended = new Map<string, number>();
  return (event) => {
    if (event.type !== 'step') return;
    const last = event.tokens.filter(
      ({ request, index, token }) => eosTokens.includes(token) || index + 1 === budget.get(request),
    );
    const count = (ended.get(event.arm) ?? 0) + last.length;
    ended.set(event.arm, count);
    if (last.length > 0) onProgress({ arm: event.arm, ended: count, total: budget.size });
  };
}
