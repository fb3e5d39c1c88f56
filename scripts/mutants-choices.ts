import { type Mutant, unit } from './mutant.ts';

/** Faults in what is drawn, how long an answer may be, and who is sent where. */
export const CHOICE_MUTANTS: readonly Mutant[] = [
  unit(
    'src/numerics/top-sampler.ts',
    'noise is keyed by token whatever the sampler',
    "sampler === 'rank' ? rank : token",
    'token',
    'src/numerics/top-sampler',
  ),
  unit(
    'src/steps/sampled-output.ts',
    'a draw is keyed by the place in the cache',
    'position + (index - start) + 1',
    'index + 1',
    'src/steps/sampled-output',
  ),
  unit(
    'src/lab/arm-run.ts',
    'a step is computed ahead of what the host draws',
    'looks || decoding.sampler !== undefined ||',
    'looks ||',
    'src/lab/steps-ahead.test.ts',
  ),
  unit(
    'src/results/checks.ts',
    'arms that draw otherwise promise equal bits',
    'a.own || b.own || a.sampler !== b.sampler',
    'a.own || b.own',
    'src/lab/sampler.test.ts',
  ),
  unit(
    'src/steps/effort.ts',
    'a budget is set anew whenever a request begins again',
    'request.budget !== null || hasBegun(request)',
    'false',
    'src/steps/effort.test.ts',
  ),
  unit(
    'src/steps/begin.ts',
    'commit forgets the budgets of the plan',
    'return budget === undefined ? begun : withBudget(begun, budget);',
    'return begun;',
    'src/steps/effort.test.ts',
  ),
  unit(
    'src/lab/load/arrivals.ts',
    'whoever goes on is left a budget anew',
    'const left = budget && { budget: budget.newTokens };',
    'const left = null;',
    'src/lab/load/effort.test.ts',
  ),
  unit(
    'src/results/behaviour.ts',
    'a repeat may overlap itself',
    'from - first >= length',
    'from - first >= 1',
    'src/results/behaviour.test.ts',
  ),
  unit(
    'src/results/behaviour.ts',
    'differences are of means that are taken apart',
    'behaviour[kind] - there[i][kind]',
    'behaviour[kind] - there[0][kind]',
    'src/results/behaviour.test.ts',
  ),
  unit(
    'src/steps/routing.ts',
    'misrouting follows the name and not the seed',
    'mixBits(seed ^ mixBits(requestKey(id)))',
    'mixBits(mixBits(requestKey(id)))',
    'src/steps/routing.test.ts',
  ),
  unit(
    'src/steps/routing.ts',
    'overflow looks at who waits at the second replica',
    'waiting.own >= rule.waiting',
    'waiting.second >= rule.waiting',
    'src/steps/routing.test.ts',
  ),
  unit(
    'src/lab/load/routed-arm.ts',
    'every replica’s steps are told apart, a wrong one’s too',
    "...(kind === 'second' && { replica: 1 as const }),",
    "...(kind !== 'own' && { replica: 1 as const }),",
    'src/lab/load/routed-arm.test.ts',
  ),
];
