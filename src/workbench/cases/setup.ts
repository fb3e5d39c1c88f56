import { ACTIVATION_DTYPES, type ActivationDtype } from '../../numerics/dtypes.ts';
import { OPERATIONS, type Operation } from '../../numerics/operations.ts';
import { PARALLELISM } from '../../numerics/parallelism.ts';
import { KERNEL_SETS, type KernelSet, rulesOf } from '../../numerics/sets/sets.ts';

/** One size of an operation, as the page asks for it and links spell it. */
export interface Dimension {
  readonly name: string;
  readonly label: string;
  readonly hint: string;
  readonly least: number;
  readonly most: number;
  readonly initial: number;
}

/** Sizes by name: those of `DIMENSIONS[operation]`. */
export type Dimensions = Readonly<Record<string, number>>;

/** All that the bits and the time of row 0 depend on, but M. */
export interface CaseSetup {
  readonly operation: Operation;
  readonly dimensions: Dimensions;
  readonly set: KernelSet;
  /** Workgroups that the variant rules try to keep busy. */
  readonly parallelism: number;
  /** Of activations, weights and the KV cache. */
  readonly dtype: ActivationDtype;
}

/** M goes from 1 to this. */
export const MOST_ROWS = 128;
export const MOST_PARALLELISM = 1024;

const size = (name: string, label: string, hint: string, most: number, initial: number): Dimension => ({
  ...{ name, label, hint, least: 1, most, initial },
});

/** In the order in which a link names them. */
export const DIMENSIONS: Readonly<Record<Operation, readonly Dimension[]>> = {
  matmul: [
    size('terms', 'K', 'terms of each sum', 4096, 512),
    size('columns', 'N', 'output columns', 4096, 512),
  ],
  rmsnorm: [size('hidden', 'hidden size', 'squares of each sum', 8192, 768)],
  attention: [
    size('heads', 'query heads', 'of the row', 32, 4),
    size('kvHeads', 'KV heads', 'a divisor of the query heads', 32, 2),
    size('headDim', 'head size', 'terms of a score', 128, 32),
    size('context', 'context', 'keys that every row sees', 2048, 300),
  ],
};

export function initialDimensions(operation: Operation): Dimensions {
  return Object.fromEntries(DIMENSIONS[operation].map(({ name, initial }) => [name, initial]));
}

/** What an operation by itself may be planned by: its kernels compute in the adapter's own arithmetic. */
export const WORKBENCH_SETS: readonly KernelSet[] = KERNEL_SETS.filter(
  (set) => rulesOf(set).math === 'native',
);

export const INITIAL_SETUP: CaseSetup = {
  operation: 'matmul',
  dimensions: initialDimensions('matmul'),
  set: 'variant',
  parallelism: PARALLELISM,
  dtype: 'bf16',
};

/** What is wrong with sizes, in words; null where nothing is. */
export function dimensionsProblem(operation: Operation, dimensions: Dimensions): string | null {
  for (const { name, label, least, most } of DIMENSIONS[operation]) {
    const value = dimensions[name];
    if (!Number.isInteger(value) || value < least || value > most)
      return `${label}: expected an integer from ${least} to ${most}, found ${value}`;
  }
  const { heads, kvHeads } = dimensions;
  if (operation === 'attention' && heads % kvHeads !== 0)
    return `KV heads: expected a divisor of the ${heads} query heads, found ${kvHeads}`;
  return null;
}

export interface Place {
  readonly setup: CaseSetup;
  /** M. */
  readonly rows: number;
}

/** Segments of a link: `matmul/512/512/variant/64/bf16/8`. */
export function placePath({ setup, rows }: Place): string[] {
  const { operation, dimensions, set, parallelism, dtype } = setup;
  const sizes = DIMENSIONS[operation].map(({ name }) => String(dimensions[name]));
  return [operation, ...sizes, set, String(parallelism), dtype, String(rows)];
}

/** Reads a link's segments; trailing ones may be left out. Throws RangeError that names what is wrong with it. */
export function readPlace(path: readonly string[]): Place {
  const [name, ...rest] = path;
  const operation = oneOf('operation', OPERATIONS, name);
  const fields = DIMENSIONS[operation];
  const dimensions = Object.fromEntries(
    fields.map(({ name: field, label, initial }, i) => [field, integer(label, rest[i], initial)]),
  );
  const problem = dimensionsProblem(operation, dimensions);
  if (problem) throw new RangeError(problem);
  const [set, parallelism, dtype, rows, ...more] = rest.slice(fields.length);
  if (more.length > 0) throw new RangeError(`expected nothing after M, found ${more.join('/')}`);
  const setup: CaseSetup = {
    operation,
    dimensions,
    set: oneOf('kernel set', WORKBENCH_SETS, set ?? INITIAL_SETUP.set),
    parallelism: within('parallelism', integer('parallelism', parallelism, PARALLELISM), MOST_PARALLELISM),
    dtype: oneOf('dtype', ACTIVATION_DTYPES, dtype ?? INITIAL_SETUP.dtype),
  };
  return { setup, rows: within('M', integer('M', rows, 1), MOST_ROWS) };
}

/** A word of a link's. Throws RangeError. */
export function oneOf<Name extends string>(
  what: string,
  names: readonly Name[],
  found: string | undefined,
): Name {
  const known = names.find((name) => name === found);
  if (!known) throw new RangeError(`${what}: expected one of ${names.join(', ')}, found ${found}`);
  return known;
}

/** A whole number of a link's; `missing` where it was left out. Throws RangeError. */
export function integer(what: string, text: string | undefined, missing: number): number {
  if (text === undefined) return missing;
  if (!/^\d{1,9}$/.test(text)) throw new RangeError(`${what}: expected an integer, found ${text}`);
  return Number(text);
}

/** A number from 1 to `most`. Throws RangeError. */
export function within(what: string, value: number, most: number): number {
  if (value < 1 || value > most) throw new RangeError(`${what}: expected 1 to ${most}, found ${value}`);
  return value;
}
