import { type Mutant, unit } from './mutant.ts';

const DECISION = 'src/steps/canary-test.test.ts';
const SEQUENCES = 'src/numerics/inference/sequences.test.ts';
const TRIAL = 'src/lab/load/canary-trial.test.ts';

/** Faults in how a canary is tried, decided on and routed. */
export const CANARY_MUTANTS: readonly Mutant[] = [
  unit(
    'src/steps/canary-test.ts',
    'a canary is slower by its estimate, not by its bound',
    'if (ratio.low > latency.margin)',
    'if (ratio.value! > latency.margin)',
    DECISION,
  ),
  unit(
    'src/steps/canary-test.ts',
    'a canary is promoted by its estimate, not by its bound',
    'ratio.high !== null && ratio.high <= latency.margin',
    'ratio.value! <= latency.margin',
    DECISION,
  ),
  unit(
    'src/steps/canary-test.ts',
    'right answers are not asked for',
    'const asGood = !quality || difference!.low >= -quality.margin;',
    'const asGood = true;',
    DECISION,
  ),
  unit(
    'src/steps/canary-test.ts',
    'a canary that answers worse is kept',
    'if (quality && difference!.high! < -quality.margin)',
    'if (quality && difference!.high! < -1)',
    DECISION,
  ),
  unit(
    'src/steps/canary-test.ts',
    'nothing shown is a promotion',
    "worse: 'rollback', unproven: 'rollback'",
    "worse: 'rollback', unproven: 'promote'",
    DECISION,
  ),
  unit(
    'src/steps/canary-test.ts',
    'a canary is judged before the least requests',
    'if (canary < least)',
    'if (canary < 0)',
    DECISION,
  ),
  unit(
    'src/steps/canary-test.ts',
    'a decision is taken back by what ends later',
    "if (this.#now.decision !== 'continue') return this.#now;",
    '',
    DECISION,
  ),
  unit(
    'src/steps/canary-test.ts',
    'the arm with less traffic has the smaller level',
    "(arm === 'control' ? share : 1 - share)",
    "(arm === 'control' ? 1 - share : share)",
    DECISION,
  ),
  unit(
    'src/numerics/inference/bernoulli-mixture.ts',
    'the mixture is over one trial too few',
    'logFactorial(total + 1)',
    'logFactorial(total)',
    SEQUENCES,
  ),
  unit(
    'src/numerics/inference/quantile-sequence.ts',
    'an interval of a quantile ends one value too early',
    'sorted[beyond - 1]',
    'sorted[beyond - 2]',
    SEQUENCES,
  ),
  unit(
    'src/steps/routing.ts',
    'a canary that was rolled back is still tried',
    "canary?.decision === 'continue' && canary.drawn",
    'canary?.drawn',
    'src/steps/routing.test.ts',
  ),
  unit(
    'src/steps/routing.ts',
    'a canary is tried on whoever goes astray',
    'seed: mixBits(seed ^ CANARY)',
    'seed',
    'src/steps/routing.test.ts',
  ),
  unit(
    'src/lab/load/canary-trial.ts',
    'a run that goes on has forgotten what its canary had shown',
    'for (const request of resumed?.ended.values() ?? [])',
    'for (const request of [] as LoadRequest[])',
    TRIAL,
  ),
  unit(
    'src/lab/load/routed-arm.ts',
    'a run that goes on tells every look again',
    'this.canary?.looks.slice(told)',
    'this.canary?.looks.slice(0)',
    TRIAL,
  ),
  unit(
    'src/lab/load/canary-trial.ts',
    'requests of the control count as the canary’s',
    "route.replica === 1 ? 'canary' : 'control'",
    "route.replica === 1 ? 'control' : 'canary'",
    TRIAL,
  ),
  unit(
    'src/lab/load/live-request.ts',
    'an answer that is wrong counts as right',
    'passes(text, answer)',
    'text !== answer.answer',
    'src/lab/load/live-request.test.ts',
  ),
];
