import { asksForRandom } from '../experiment/model-name.ts';
import type { Experiment } from '../experiment/schema.ts';
import { parseTasks, type Task } from '../studies/tasks/task-file.ts';

/** Whether held-out tasks ship with a model: with those of the lab. */
export function shipsTasks({ name, source, file }: Experiment['model']): boolean {
  return source === undefined && file === undefined && !asksForRandom(name);
}

/** Tasks of a model that ships with the lab; others have none here. */
export async function tasksOf(
  modelsUrl: string,
  model: Experiment['model'],
  signal: AbortSignal,
): Promise<readonly Task[]> {
  if (!shipsTasks(model)) return [];
  const { name } = model;
  const response = await fetch(`${modelsUrl}${name}/tasks.json`, { signal });
  if (!response.ok) return [];
  return parseTasks(await response.json(), `${name}/tasks.json`);
}
