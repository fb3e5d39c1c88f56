import { type Mutant, unit } from './mutant.ts';

const JUDGE = 'src/studies/couplings/judge.ts';
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
    MEASURE,
    'a mechanism that did nothing passes for one without effect',
    'acted && !acted(arm(before)) && !acted(arm(after))',
    'acted && false',
    'src/studies/couplings/',
  ),
];
