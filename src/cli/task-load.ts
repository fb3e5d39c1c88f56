import type { LoadOptions } from '../lab/load/load-options.ts';
import type { Effort } from '../steps/serving.ts';
import { runTaskLoad, type TaskLoad, type TaskLoadScores } from '../studies/tasks/load-tasks.ts';
import { armName, type TaskArm } from '../studies/tasks/run-tasks.ts';
import type { Task } from '../studies/tasks/task-file.ts';
import { effortOf } from './load-options.ts';
import { decimalNumber, listOf, UsageError, wholeNumber } from './usage.ts';

interface Asked {
  readonly 'per-second'?: string;
  readonly effort?: string;
  readonly seed: string;
}

/** What `lab tasks` runs under load: each rate, with whole answers and, where effort is given, with those that shrink. */
export type TaskLoads = readonly TaskLoad[];

/** Null where tasks do not come by a clock. Throws UsageError. */
export function taskLoadOf(asked: Asked, arms: readonly TaskArm[]): TaskLoads | null {
  const rates = asked['per-second'];
  if (rates === undefined && asked.effort !== undefined)
    throw new UsageError('--effort: expected --per-second beside it: without a clock nobody waits');
  if (rates === undefined) return null;
  if (arms.length > 1 || arms[0].budget !== undefined)
    throw new UsageError('--per-second: expected one set, dtype and batch, and no budget');
  const seed = wholeNumber('seed', asked.seed, 0);
  const efforts: readonly (Effort | null)[] =
    asked.effort === undefined ? [null] : [null, effortOf(asked.effort)];
  const perSecond = listOf(rates, (word) => decimalNumber('per-second', word));
  if (perSecond.some((rate) => rate <= 0)) throw new UsageError('--per-second: expected numbers above 0');
  return perSecond.flatMap((rate) =>
    efforts.map((effort) => ({ arm: arms[0], perSecond: rate, effort, seed })),
  );
}

/** Throws what `runTaskLoad` throws. */
export async function runTaskLoads(
  tasks: readonly Task[],
  loads: TaskLoads,
  options: Omit<LoadOptions, 'clock' | 'keeping'>,
): Promise<TaskLoadScores[]> {
  const scores: TaskLoadScores[] = [];
  let { table } = options;
  for (const load of loads) {
    const found = await runTaskLoad(tasks, load, { ...options, clock: 'virtual', table });
    // All go by one table, measured once.
    table ??= found.table;
    scores.push(found);
  }
  return scores;
}

/** Arms of one budget together: requests of an experiment ask the same in all of its arms. */
export function byBudget(arms: readonly TaskArm[]): TaskArm[][] {
  const budgets = [...new Set(arms.map(({ budget }) => budget))];
  return budgets.map((budget) => arms.filter((arm) => arm.budget === budget));
}

/** By an arm's name. */
export function budgetsOf(arms: readonly TaskArm[]): ReadonlyMap<string, number> {
  return new Map(arms.flatMap((arm) => (arm.budget === undefined ? [] : [[armName(arm), arm.budget]])));
}
