import type { KernelSet } from '../../numerics/sets/sets.ts';
import type { Engine } from '../../steps/engine.ts';
import { runTasks, tasksExperiment } from '../../studies/tasks/run-tasks.ts';
import { scoreRequests } from '../../studies/tasks/tally.ts';
import type { Task } from '../../studies/tasks/task-file.ts';
import type { OpenVariant } from './audit-setting.ts';
import { TASK_BATCH } from './workload.ts';

interface TasksSetting {
  readonly engine: Engine;
  readonly set: KernelSet;
  readonly tasks: readonly Task[];
  readonly signal?: AbortSignal | undefined;
  readonly onTask?: (done: number) => void;
}

/** Which held-out tasks a variant passes, greedily, in the tasks' order. Throws what `runExperiment` throws. */
export async function measureTasks(
  { asked, model }: OpenVariant,
  { engine, set, tasks, signal, onTask }: TasksSetting,
): Promise<(0 | 1)[]> {
  if (tasks.length === 0) return [];
  const { activations: dtype, weights } = asked;
  const experiment = tasksExperiment(tasks, [{ set, dtype, weights, batch: TASK_BATCH }], model);
  const record = await runTasks({
    ...{ experiment, model, engine },
    ...(signal && { signal }),
    onProgress: ({ ended }) => onTask?.(ended),
  });
  return scoreRequests(tasks, record.arms[0].requests).tasks.map(({ passed }) => (passed ? 1 : 0));
}
