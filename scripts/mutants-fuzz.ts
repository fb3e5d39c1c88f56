import { type Mutant, unit } from './mutant.ts';

/** Faults that only inputs by the hundreds find, and one of the runner that is to find them. */
export const FUZZ_MUTANTS: readonly Mutant[] = [
  unit(
    'src/experiment/expand-arms.ts',
    'a company goes without its probe',
    '[...watched, ...company]',
    '[...company]',
    'scripts/fuzz/fuzz.test.ts',
  ),
  unit(
    'src/wgsl/wgsl-scan.ts',
    "a comment does not end at one of WGSL's line breaks",
    '[\\n\\v\\f\\r\\u0085\\u2028\\u2029]/g',
    '[\\n\\v\\f\\r\\u0085\\u2029]/g',
    'scripts/fuzz/fuzz.test.ts',
  ),
  unit(
    'scripts/fuzz/run-harness.ts',
    'what all objects inherit from is not looked at',
    'inheritedKeys() !== inherited',
    'inheritedKeys() < inherited',
    'scripts/fuzz/fuzz.test.ts',
  ),
];
