import type { Experiment } from '../../experiment/schema.ts';
import { withUsedShaders } from '../../experiment/shaders.ts';
import { type PairChoice, resolvePair } from './pair.ts';

export interface ManyOptions {
  /** Companies to draw. */
  readonly count: number;
  /** Fewest batchmates of each. */
  readonly least: number;
  readonly seed: number;
}

/** The pair's company drawn at random many times over: how many completions the probe has. */
export function manyCompanies(
  experiment: Experiment,
  choice: PairChoice,
  companies: ManyOptions,
): Experiment {
  const { company, mates, probe } = resolvePair(experiment, choice);
  const least = Math.min(companies.least, mates.length);
  const ids = new Set(company.requests);
  return withUsedShaders({
    ...experiment,
    title: `${companies.count} companies of ${probe.id}`,
    description: `${probe.id} in ${companies.count} companies drawn at random (seed ${companies.seed}): ${least} to ${mates.length} batchmates in any order.`,
    requests: experiment.requests.filter(({ id }) => ids.has(id)),
    arms: [{ ...company, companies: { ...companies, least } }],
    compare: [],
  });
}
