import { gpu, type Mutant, unit } from './mutant.ts';

/** Faults in what an install has beside a checkout: how it is called, what it finds, and the tests of kernels of others. */
export const PACKAGE_MUTANTS: readonly Mutant[] = [
  unit(
    'src/workbench/tester/kernel-report.ts',
    'a wrong kernel passes because it is invariant',
    'outcome.counterexample || outcome.check.wrong',
    'outcome.counterexample',
    'src/report/kernel-test-lines.test.ts',
  ),
  unit(
    'src/workbench/tester/kernel-report.ts',
    'a test that ran out of time passes',
    "outcome.complete ? 'invariant' : 'unclear'",
    "'invariant'",
    'src/report/kernel-test-lines.test.ts',
  ),
  unit(
    'src/cli/kernel/watch-child.ts',
    'a process that dies passes for one that has told everything',
    "finish({ kind: 'crashed', how: endWords(code, by, words), progress })",
    'finish()',
    'src/cli/kernel/watch-child.test.ts',
  ),
  unit(
    'src/cli/program.ts',
    'words that are no command are taken for one',
    '(?![\\\\w-])',
    '',
    'src/cli/program.test.ts',
  ),
  gpu(
    'src/workbench/cases/plain-cases.ts',
    'the keys of a block are taken for its first',
    '(key % BLOCK_POSITIONS)',
    '0',
    'src/workbench/tester/plain-kernels.gpu.test.ts',
  ),
];
