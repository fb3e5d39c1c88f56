import type { LoadedModel } from '../../model/load.ts';
import type { Task } from '../tasks/task-file.ts';

const MOST_TASKS = 3;
/** Tokens of a prompt, and of an answer. */
const MOST_TOKENS = 24;

/** Short tasks of different kinds, the first of each in the file's order. */
export function chosenTasks(tasks: readonly Task[], { tokenizer }: LoadedModel): Task[] {
  const byKind = new Map<string, Task>();
  for (const task of tasks) {
    if (byKind.size === MOST_TASKS) break;
    const isShort = task.maxNewTokens <= MOST_TOKENS && tokenizer.encode(task.prompt).length <= MOST_TOKENS;
    if (isShort && !byKind.has(task.kind)) byKind.set(task.kind, task);
  }
  return [...byKind.values()];
}
