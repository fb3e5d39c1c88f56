import { inspect } from 'node:util';
import type fc from 'fast-check';

/** One boundary where strangers' input comes in, with what must hold of it. */
export interface Harness<Input> {
  readonly name: string;
  /** What must hold of every input, in words. */
  readonly property: string;
  readonly inputs: fc.Arbitrary<Input>;
  /** What became of an input, in few words, to be counted. Throws where the property does not hold. */
  check(input: Input): string | Promise<string>;
  /** An input as files, by name, to try by hand what failed. */
  keep(input: Input): Readonly<Record<string, string | Uint8Array>>;
  /** Takes away what the checks needed, once all are made. */
  end?(): void;
}

/** A property that does not hold. */
class Broken extends Error {
  override readonly name = 'Broken';
}

/** Throws Broken with the words where `holds` is false. */
export function must(holds: boolean, words: string): void {
  if (!holds) throw new Broken(words);
}

type ErrorClass = abstract new (...args: never[]) => Error;

/** More than a person reads, far less than an input of a megabyte echoed. */
const LONGEST_REFUSAL = 20_000;

/** The refusal that an error is, by the name of its class. Throws the error itself where it is of none of the classes. */
export function refusal(error: unknown, classes: readonly ErrorClass[]): string {
  if (!(error instanceof Error) || !classes.some((each) => error instanceof each)) throw error;
  must(error.message.trim() !== '', `${error.name} without a word`);
  must(error.message.length <= LONGEST_REFUSAL, `${error.name} of ${error.message.length} characters`);
  return `refused, ${error.name}`;
}

/** JSON can write -0, and readers make infinities of large numbers: neither may stand in what is run. */
export function checkNumbers(value: unknown): void {
  if (typeof value === 'number')
    must(Number.isFinite(value) && !Object.is(value, -0), `a number that is ${inspect(value)}`);
  if (typeof value === 'object' && value !== null) Object.values(value).forEach(checkNumbers);
}
