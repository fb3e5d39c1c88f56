import { type Mutant, unit } from './mutant.ts';

const INFERENCE = 'src/numerics/inference';
const SWEEP = 'src/studies/sweep';

/** Faults in statistics, and in how a study's results are analysed. */
export const INFERENCE_MUTANTS: readonly Mutant[] = [
  unit(
    `${INFERENCE}/binomial-test.ts`,
    'a count as likely as the one found is not as extreme',
    'probabilities[byLikelihood[taken]] <= bound',
    'probabilities[byLikelihood[taken]] < bound / AS_LIKELY',
    `${INFERENCE}/binomial-test`,
  ),
  unit(
    `${INFERENCE}/sign-flips.ts`,
    'one side of an exact p-value is left out',
    'Math.min(1, 2 * upper)',
    'Math.min(1, upper)',
    `${INFERENCE}/sign-flips`,
  ),
  unit(
    `${INFERENCE}/bootstrap.ts`,
    'two samples are drawn from one pot',
    'weights[first + random.below(units)]++',
    'weights[random.below(weights.length)]++',
    `${INFERENCE}/bootstrap`,
  ),
  unit(
    `${INFERENCE}/bootstrap.ts`,
    'a bootstrap knows nothing of skewness',
    'squares === 0 ? 0 : cubes / (6 * squares ** 1.5)',
    '0',
    `${INFERENCE}/bootstrap`,
  ),
  unit(
    `${INFERENCE}/survival.ts`,
    'who is censored is at risk for ever',
    'atRisk -= leaving;\n  }\n  return steps',
    'atRisk -= events;\n  }\n  return steps',
    `${INFERENCE}/survival`,
  ),
  unit(
    `${INFERENCE}/sequential.ts`,
    'what earlier looks spent is spent again',
    'spent = all;',
    '',
    `${INFERENCE}/sequential`,
  ),
  unit(
    `${INFERENCE}/multiplicity.ts`,
    'corrected p-values are not in the order of their own',
    'Math.max(largest, Math.min(1, (order.length - rank) * pValues[index]))',
    'Math.min(1, (order.length - rank) * pValues[index])',
    `${INFERENCE}/multiplicity`,
  ),
  unit(
    `${SWEEP}/analyse-contrast.ts`,
    'a few units speak for all others',
    'units >= Math.min(FEWEST_UNITS, seeds)',
    'units >= 0',
    `${SWEEP}/analyse`,
  ),
  unit(
    `${SWEEP}/analyse-verdicts.ts`,
    'a look spends as if it were the last',
    "repeatedP(p ?? 1, plan.looks, look, 'both')",
    "repeatedP(p ?? 1, 1, 1, 'both')",
    `${SWEEP}/analyse`,
  ),
  unit(
    `${SWEEP}/analyse-alike.ts`,
    'pairs that are all equal are certain',
    '(1 - share) ** unitsOf(sides)',
    '0 ** unitsOf(sides)',
    `${SWEEP}/analyse`,
  ),
];
