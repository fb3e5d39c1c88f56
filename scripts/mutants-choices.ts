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
    'const alone = look !== undefined || this.spec.decoding.sampler !== undefined;',
    'const alone = look !== undefined;',
    'src/lab/steps-ahead.test.ts',
  ),
  unit(
    'src/results/checks.ts',
    'arms that draw otherwise promise equal bits',
    'a.own || b.own || a.sampler !== b.sampler',
    'a.own || b.own',
    'src/lab/sampler.test.ts',
  ),
];
