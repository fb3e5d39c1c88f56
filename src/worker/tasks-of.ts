import { asksForRandom } from '../experiment/model-name.ts';
import type { Experiment } from '../experiment/schema.ts';
import { parseTasks, type Task } from '../studies/tasks/task-file.ts';

/** Tasks of a model that ships with the lab; others have none here. */
export async function tasksOf(
  modelsUrl: string,
  { name, source, file }: Experiment['model'],
  signal: AbortSignal,
): Promise<readonly Task[]> {
  if (source !== undefined || file !== undefined || asksForRandom(name)) return [];
  const response = await fetch(`${modelsUrl}${name}/tasks.json`, { signal });
  if (!response.ok) return [];
  return parseTasks(await response.json(), `${name}/tasks.json`);
}
