import type { Task } from './task-file.ts';

/**
 * `count` of the tasks, in the file's order: sorted by kind and difficulty, every (tasks / count)-th is taken, so that each
 * kind and each level keeps its share to within one task. Always the same ones; all where there are not more.
 */
export function stratifiedSubset(tasks: readonly Task[], count: number): readonly Task[] {
  if (count >= tasks.length) return tasks;
  const kinds = [...new Set(tasks.map((task) => task.kind))];
  const sorted = tasks.toSorted(
    (a, b) => kinds.indexOf(a.kind) - kinds.indexOf(b.kind) || a.difficulty - b.difficulty,
  );
  const places = Array.from({ length: count }, (_, i) => Math.floor(((i + 0.5) * tasks.length) / count));
  const chosen = new Set(places.map((place) => sorted[place]));
  return tasks.filter((task) => chosen.has(task));
}
