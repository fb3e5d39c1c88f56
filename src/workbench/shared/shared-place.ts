import { integer, within } from '../cases/setup.ts';

/** What is looked at where workers share a sum: one output of a product, and how many workers there are. */
export interface SharedPlace {
  /** K. */
  readonly terms: number;
  /** Which output of the workbench's product: its column of weights. */
  readonly column: number;
  readonly workers: number;
}

/** Two machines of eight GPUs. */
export const MOST_WORKERS = 16;
/** As a sum of any model has, with room: all of it is replayed for each number of workers. */
export const MOST_SHARED_TERMS = 65_536;
export const MOST_COLUMN = 99_999;

/** The down projection of qwen2.5-0.5b. */
export const INITIAL_SHARED: SharedPlace = { terms: 4864, column: 1, workers: 4 };

/** Segments of a link: `4864/0/4`. */
export function sharedPath({ terms, column, workers }: SharedPlace): string[] {
  return [terms, column, workers].map(String);
}

/** Reads a link's segments; trailing ones may be left out. Throws RangeError that names what is wrong with it. */
export function readSharedPlace([terms, column, workers, ...more]: readonly string[]): SharedPlace {
  if (more.length > 0)
    throw new RangeError(`expected nothing after the number of workers, found ${more.join('/')}`);
  const place = {
    terms: within('K', integer('K', terms, INITIAL_SHARED.terms), MOST_SHARED_TERMS),
    column: integer('output', column, INITIAL_SHARED.column),
    workers: within('workers', integer('workers', workers, INITIAL_SHARED.workers), MOST_WORKERS),
  };
  const problem = sharedProblem(place);
  if (problem) throw new RangeError(problem);
  return place;
}

/** What is wrong with a place, in words; null where nothing is. */
export function sharedProblem({ terms, column, workers }: SharedPlace): string | null {
  const fields = [
    ['K', terms, 1, MOST_SHARED_TERMS],
    ['output', column, 0, MOST_COLUMN],
    ['workers', workers, 1, MOST_WORKERS],
  ] as const;
  for (const [name, value, least, most] of fields)
    if (!Number.isInteger(value) || value < least || value > most)
      return `${name}: expected an integer from ${least} to ${most}, found ${value}`;
  return null;
}
