import { type Mutant, unit } from './mutant.ts';

const JUDGE = 'src/studies/couplings/judge.ts';
const COMPARE = 'src/studies/couplings/compare-couplings.ts';
const MEASURE = 'src/studies/couplings/measure-couplings.ts';

/** Faults in how the coupling matrix is judged. */
export const COUPLING_MUTANTS: readonly Mutant[] = [
  unit(
    JUDGE,
    'other bits count for nothing while tokens are the same',
    'before.fingerprint !== after.fingerprint',
    'before.fingerprint === null',
    'src/studies/couplings/',
  ),
  unit(
    JUDGE,
    'the last probe’s effect counts in the place of the strongest',
    'rank(found.effect) > rank(seen.effect)',
    'rank(found.effect) >= 0',
    'src/studies/couplings/',
  ),
  unit(
    JUDGE,
    'answers that never came count among the times',
    "pair.every(({ outcome }) => outcome.kind === 'done')",
    'pair.length === 2',
    'src/studies/couplings/',
  ),
  unit(
    COMPARE,
    'a cell that reaches one effect further than on another model passes for a weaker one',
    '(by > 0 ? further : less)',
    '(by > 1 ? further : less)',
    'src/studies/couplings/',
  ),
  unit(
    MEASURE,
    'a mechanism that did nothing passes for one without effect',
    'acted && !acted(arm(before)) && !acted(arm(after))',
    'acted && false',
    'src/studies/couplings/',
  ),
];
