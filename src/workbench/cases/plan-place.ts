import { OPERATIONS, type Operation } from '../../numerics/operations.ts';
import { PARALLELISM } from '../../numerics/parallelism.ts';
import { KERNEL_SETS, type KernelSet, SUBJECT } from '../../numerics/sets/sets.ts';
import { type NamedShape, namedShape } from './named-shapes.ts';
import { MOST_COMPARED, type PlanQuestion, setsFor } from './plan-comparison.ts';
import { DIMENSIONS, type Dimensions, integer, oneOf, within } from './setup.ts';

/** What a visitor looks at: the plans of every set, and of one of them at one M. */
export interface PlanPlace {
  readonly question: PlanQuestion;
  readonly set: KernelSet;
  /** M. */
  readonly rows: number;
}

/** Far above what any model has; plans are made, not run. */
export const MOST_SIZE = 262_144;
export const MOST_PROCESSORS = 1024;

/** In whose sizes an operation is begun with: there the rules part most, while at small ones most of them cut nothing. */
const FIRST: Readonly<Record<Operation, Pick<NamedShape, 'model' | 'product'>>> = {
  matmul: { model: 'qwen2.5-0.5b', product: 'down' },
  rmsnorm: { model: 'qwen2.5-0.5b', product: null },
  attention: { model: 'smollm2-135m', product: null },
};

/** Where an operation is begun with. */
export function placeOf(operation: Operation): PlanPlace {
  const { model, product } = FIRST[operation];
  const question = {
    operation,
    dimensions: namedShape(operation, model, product).dimensions,
    parallelism: PARALLELISM,
  };
  return { question, set: SUBJECT, rows: 1 };
}

/** What is wrong with sizes, in words; null where nothing is. */
export function sizesProblem(operation: Operation, dimensions: Dimensions): string | null {
  for (const { name, label } of DIMENSIONS[operation]) {
    const value = dimensions[name];
    if (!Number.isInteger(value) || value < 1 || value > MOST_SIZE)
      return `${label}: expected an integer from 1 to ${MOST_SIZE}, found ${value}`;
  }
  const { heads, kvHeads } = dimensions;
  if (operation === 'attention' && heads % kvHeads !== 0)
    return `KV heads: expected a divisor of the ${heads} query heads, found ${kvHeads}`;
  return null;
}

export const INITIAL_PLACE: PlanPlace = placeOf('matmul');

/** Segments of a link: `matmul/4096/6144/64/split-k/8`. */
export function planPath({ question, set, rows }: PlanPlace): string[] {
  const { operation, dimensions, parallelism } = question;
  const sizes = DIMENSIONS[operation].map(({ name }) => String(dimensions[name]));
  return [operation, ...sizes, String(parallelism), set, String(rows)];
}

/** Reads a link's segments; trailing ones may be left out. Throws RangeError that names what is wrong with it. */
export function readPlanPlace(path: readonly string[]): PlanPlace {
  const [name, ...rest] = path;
  const operation = oneOf('operation', OPERATIONS, name);
  const fields = DIMENSIONS[operation];
  const dimensions = Object.fromEntries(
    fields.map(({ name: field, label, initial }, i) => [field, integer(label, rest[i], initial)]),
  );
  const problem = sizesProblem(operation, dimensions);
  if (problem) throw new RangeError(problem);
  const [parallelism, set, rows, ...more] = rest.slice(fields.length);
  if (more.length > 0) throw new RangeError(`expected nothing after M, found ${more.join('/')}`);
  const known = oneOf('kernel set', KERNEL_SETS, set ?? SUBJECT);
  if (!setsFor(operation).includes(known))
    throw new RangeError(`kernel set: ${known} has no rule of its own for ${operation}`);
  return {
    question: {
      operation,
      dimensions,
      parallelism: within('parallelism', integer('parallelism', parallelism, PARALLELISM), MOST_PROCESSORS),
    },
    set: known,
    rows: within('M', integer('M', rows, 1), MOST_COMPARED),
  };
}
