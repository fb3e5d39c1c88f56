import { type Mutant, unit } from './mutant.ts';

const OF = 'src/studies/sweep/experiment-of.ts';
const RUN = 'src/studies/sweep/run-job.ts';
const ARM = 'src/studies/sweep/measure-arm.ts';
const PAIRS = 'src/studies/sweep/measure-pairs.ts';
const MARGINS = 'src/studies/sweep/measure-margins.ts';
const LOCKSTEP = 'src/lab/lockstep.ts';
const TESTS = ['experiment-of', 'run-job', 'measure-values'].map((name) => `src/studies/sweep/${name}`);

/** Faults in what a study's job runs and measures. */
export const JOB_MUTANTS: readonly Mutant[] = [
  unit(
    OF,
    'a unit that is to be alone shares its steps with the next',
    '...(requests.length === 1 &&',
    '...(requests.length === 0 &&',
    ...TESTS,
  ),
  unit(
    OF,
    'units that fill a batch are measured ones, asked twice',
    'units.filter((unit) => !measured.includes(unit))',
    'units.filter((unit) => measured.length > 0 || unit)',
    ...TESTS,
  ),
  unit(
    OF,
    'noise goes on beyond the longest unit of its batch',
    'Math.min(longest, place.maxNewTokens)',
    'Math.max(longest, place.maxNewTokens)',
    ...TESTS,
  ),
  unit(
    OF,
    'every seed draws the same company',
    'const seed = mixedSeed(job.seed, job.from);',
    'const seed = mixedSeed(0, job.from);',
    ...TESTS,
  ),
  unit(
    RUN,
    'logits are kept of nobody, and margins of arms without a pair are lost',
    'return [...compare, ...written.map(({ name }) => [name, name] as const)];',
    'return compare;',
    ...TESTS,
  ),
  unit(
    RUN,
    'company goes on once all units have ended',
    'untilProbesEnd: true',
    'untilProbesEnd: false',
    ...TESTS,
  ),
  unit(
    LOCKSTEP,
    'whoever asks for an end with the probes is not heard',
    '!(untilProbesEnd && arm.probeProgress === Infinity)',
    '!(untilProbesEnd && arm.done)',
    ...TESTS,
  ),
  unit(
    ARM,
    'an answer that failed passes a task that it happens to answer',
    'Number(!failed && passes(text, task))',
    'Number(passes(text, task))',
    ...TESTS,
  ),
  unit(
    PAIRS,
    'an answer that never forked counts as one that forked at its end',
    '...(censored && { censored: true }),',
    '',
    ...TESTS,
  ),
  unit(
    PAIRS,
    'bits are told by tokens',
    'return Number(a.fingerprint !== b.fingerprint);',
    'return Number(fork !== null);',
    ...TESTS,
  ),
  unit(
    MARGINS,
    'margins behind a fork count, of other contexts',
    'Math.min(...comparable, margins.length)',
    'Math.max(...comparable, margins.length)',
    ...TESTS,
  ),
];
