import { type Mutant, unit } from './mutant.ts';

/** Faults in crowds, traces and what an experiment says of serving. */
export const TRAFFIC_MUTANTS: readonly Mutant[] = [
  unit(
    'src/experiment/traffic/variates.ts',
    'a bursty gamma is drawn as if of a shape one higher',
    '(this.#unscaled(shape + 1) * exp(ln(this.unit()) / shape)) / shape',
    'this.#unscaled(shape + 1) / (shape + 1)',
    'src/experiment/traffic/variates.test.ts',
  ),
  unit(
    'src/experiment/traffic/arrivals.ts',
    'a surge is at its peak all the time',
    'variates.unit() * process.peak >= surgeRate(process, ms)',
    'variates.unit() < 0',
    'src/experiment/traffic/draw-crowd.test.ts',
  ),
  unit(
    'src/experiment/traffic/traces/read-trace.ts',
    'what one request alone begins with counts as shared',
    'seen.get(block) === 1',
    'seen.get(block) === 0',
    'src/experiment/traffic/traces/read-trace.test.ts',
  ),
  unit(
    'src/experiment/traffic/crowd-prompt.ts',
    'a question is cut at its end',
    '.slice(-tokens)',
    '.slice(0, tokens)',
    'src/experiment/traffic/crowd-prompt.test.ts',
  ),
  unit(
    'src/experiment/migrations.ts',
    'what version 1 can say is written as version 2',
    'saysMoreThan1(experiment) ? 2 : 1',
    '2',
    'src/experiment/schema-load.test.ts',
  ),
  unit(
    'src/experiment/migrations.ts',
    'what only version 3 can say is written as an earlier one',
    'saysMoreThan2(experiment) ? 3 : ',
    '',
    'src/experiment/chat-schema.test.ts',
  ),
  unit(
    'src/experiment/references.ts',
    'a crowd may be as large in every arm as in one',
    'most * arms.length',
    'most',
    'src/experiment/schema-load.test.ts',
  ),
];
