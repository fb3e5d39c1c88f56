import { type Mutant, unit } from './mutant.ts';

const EXPERIMENT = 'src/studies/cliffs/cliff-experiment.ts';
const MEASURE = 'src/studies/cliffs/measure-cliffs.ts';
const TESTS = 'src/studies/cliffs/';

/** Faults in the cliff map, and in what the page says of answers and of full experts. */
export const CLIFF_MUTANTS: readonly Mutant[] = [
  unit(EXPERIMENT, 'the control is what it is to control', 'kernels: set }', "kernels: 'variant' }", TESTS),
  unit(
    MEASURE,
    'plans are those of the prompt, whatever their width',
    'logged.slice(1).find(({ rows }) => rows === width)',
    'logged[0]',
    TESTS,
  ),
  unit(MEASURE, 'a stream is named by its width', 'distinct.indexOf(prints[at + 1])', 'at + 1', TESTS),
  unit(
    'src/ui/pages/load/answers.ts',
    'an answer under way counts as one',
    "outcome?.kind === 'done' && tokens",
    'tokens',
    'src/ui/pages/load/answers.test.ts',
  ),
  unit(
    'src/ui/pages/load/dropped-rows.ts',
    'of whose rows filled an expert the last count stands for all',
    '(counts.get(request) ?? 0) + rows',
    'rows',
    'src/ui/pages/load/dropped-rows.test.ts',
  ),
];
