/** Where the variance of a measure comes from, in a design of tasks crossed with seeds. */
export interface VarianceComponents {
  readonly mean: number;
  /** Between tasks, between seeds, and what is left: their interaction and noise. Estimates below 0 are given as 0. */
  readonly tasks: number;
  readonly seeds: number;
  readonly residual: number;
}

/**
 * Components by the method of moments, from the mean squares of the two-way table with one value a cell (random effects; S. R. Searle,
 * G. Casella and C. E. McCulloch 1992, chapter 4). `table[task][seed]`. Throws RangeError unless it has two rows and two columns or
 * more, all of one length, of finite numbers.
 */
export function varianceComponents(table: readonly (readonly number[])[]): VarianceComponents {
  const [tasks, seeds] = [table.length, table[0]?.length ?? 0];
  const full = table.every((row) => row.length === seeds && row.every(Number.isFinite));
  if (!(tasks >= 2 && seeds >= 2 && full))
    throw new RangeError(
      `expected a full table of two tasks and two seeds or more, found ${tasks} by ${seeds}`,
    );
  const mean = meanOf(table.map(meanOf));
  const taskMeans = table.map(meanOf);
  const seedMeans = table[0].map((_, seed) => meanOf(table.map((row) => row[seed])));
  const ofTasks = (seeds * squares(taskMeans.map((each) => each - mean))) / (tasks - 1);
  const ofSeeds = (tasks * squares(seedMeans.map((each) => each - mean))) / (seeds - 1);
  const left = table.flatMap((row, task) =>
    row.map((value, seed) => value - taskMeans[task] - seedMeans[seed] + mean),
  );
  const residual = squares(left) / ((tasks - 1) * (seeds - 1));
  return {
    mean,
    tasks: Math.max(0, (ofTasks - residual) / seeds),
    seeds: Math.max(0, (ofSeeds - residual) / tasks),
    residual,
  };
}

/** Standard error of the mean over so many tasks and seeds drawn anew: more seeds do not make up for few tasks. */
export function standardError(
  { tasks, seeds, residual }: Pick<VarianceComponents, 'tasks' | 'seeds' | 'residual'>,
  counts: { readonly tasks: number; readonly seeds: number },
): number {
  return Math.sqrt(tasks / counts.tasks + seeds / counts.seeds + residual / (counts.tasks * counts.seeds));
}

const meanOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const squares = (values: readonly number[]) => values.reduce((sum, value) => sum + value ** 2, 0);
