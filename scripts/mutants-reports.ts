import { type Mutant, unit } from './mutant.ts';

const REPORT = 'src/report';
const SWEEP = 'src/studies/sweep';

/** What a study's report says, and its files. */
export const REPORT_MUTANTS: readonly Mutant[] = [
  unit(
    `${REPORT}/study.ts`,
    'what was not planned counts in a verdict',
    'hypotheses.filter((each) => each.planned)',
    'hypotheses.filter(() => true)',
    `${REPORT}/study.test.ts`,
  ),
  unit(
    `${REPORT}/study.ts`,
    'a difference that may not matter is said to',
    'smallest > 0 && least < smallest',
    'smallest > 0 && least < 0',
    `${REPORT}/study.test.ts`,
  ),
  unit(
    `${REPORT}/study-needed.ts`,
    'an equivalence is sized like a difference',
    "hypothesis.kind === 'equivalence'",
    "hypothesis.kind === 'difference'",
    `${REPORT}/study-needed.test.ts`,
  ),
  unit(
    `${REPORT}/study-figures.ts`,
    'a share above none reads as none',
    'if (rounded === 0 && value !== 0)',
    'if (rounded === 0 && value === 1)',
    `${REPORT}/study-figures.test.ts`,
  ),
  unit(
    `${SWEEP}/export-table.ts`,
    'a row without a time to the fork is not censored',
    "typeof values.tokensToFork === 'number' ? censored === true : null",
    'censored === true',
    `${SWEEP}/export-table.test.ts`,
  ),
  unit(
    `${SWEEP}/inspect-results.ts`,
    'a standard error is over samples, not units',
    'const units = [...byUnit.values()].map(mean);',
    'const units = [...byUnit.values()].flat();',
    `${SWEEP}/export-inspect.test.ts`,
  ),
  unit(
    `${SWEEP}/read-outcome.ts`,
    'a cell off its axes is let in',
    'value < axes[axis].values.length',
    'value >= 0',
    `${SWEEP}/read-outcome.test.ts`,
  ),
];
