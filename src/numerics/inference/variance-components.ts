/** Where the variance of a measure comes from, in a design of tasks crossed with seeds. */
interface VarianceComponents {
  readonly mean: number;
  /** Between tasks, between seeds, and what is left: their interaction and noise. Estimates below 0 are given as 0. */
  readonly tasks: number;
  readonly seeds: number;
  readonly residual: number;
}

type Table = readonly (readonly number[])[];

/**
 * Components by the method of moments, from the mean squares of the two-way table with one value a cell (random effects; S. R. Searle,
 * G. Casella and C. E. McCulloch 1992, chapter 4). `tables[…][task][seed]`: of several of one shape, such as the cells of a study, mean squares are
 * pooled. Throws RangeError unless there is one, and they have two rows and two columns or more, all of one length, of finite numbers.
 */
export function varianceComponents(tables: readonly Table[]): VarianceComponents {
  const [tasks, seeds] = [tables[0]?.length ?? 0, tables[0]?.[0]?.length ?? 0];
  const full = tables.every(
    (table) =>
      table.length === tasks && table.every((row) => row.length === seeds && row.every(Number.isFinite)),
  );
  if (!(tasks >= 2 && seeds >= 2 && full))
    throw new RangeError(
      `expected full tables of one shape, two tasks and two seeds or more, found ${tasks} by ${seeds}`,
    );
  const each = tables.map(meanSquares);
  const [ofTasks, ofSeeds, residual] = [0, 1, 2].map((which) => meanOf(each.map((found) => found[which])));
  return {
    mean: meanOf(tables.map((table) => meanOf(table.map(meanOf)))),
    tasks: Math.max(0, (ofTasks - residual) / seeds),
    seeds: Math.max(0, (ofSeeds - residual) / tasks),
    residual,
  };
}

/** Of tasks, of seeds, and of what is left. */
function meanSquares(table: Table): readonly [number, number, number] {
  const [tasks, seeds] = [table.length, table[0].length];
  const mean = meanOf(table.map(meanOf));
  const taskMeans = table.map(meanOf);
  const seedMeans = table[0].map((_, seed) => meanOf(table.map((row) => row[seed])));
  const left = table.flatMap((row, task) =>
    row.map((value, seed) => value - taskMeans[task] - seedMeans[seed] + mean),
  );
  return [
    (seeds * squares(taskMeans.map((each) => each - mean))) / (tasks - 1),
    (tasks * squares(seedMeans.map((each) => each - mean))) / (seeds - 1),
    squares(left) / ((tasks - 1) * (seeds - 1)),
  ];
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
