/** A deliberate fault: one replacement in one file, and the tests that must notice. */
export interface Mutant {
  readonly name: string;
  readonly file: string;
  /** Occurs exactly once in the file. */
  readonly find: string;
  readonly replace: string;
  readonly project: 'unit' | 'gpu';
  /** Paths, or beginnings of paths, of the test files that are run. */
  readonly tests: readonly string[];
}

export const unit = (
  file: string,
  name: string,
  find: string,
  replace: string,
  ...tests: string[]
): Mutant => ({ ...{ name, file, find, replace, tests }, project: 'unit' });

export const gpu = (
  file: string,
  name: string,
  find: string,
  replace: string,
  ...tests: string[]
): Mutant => ({ ...{ name, file, find, replace, tests }, project: 'gpu' });
