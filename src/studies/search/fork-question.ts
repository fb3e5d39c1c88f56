import { needsLoad } from '../../experiment/needs-load.ts';
import type { Experiment, ExperimentArm } from '../../experiment/schema.ts';
import { ownKernelsOf } from '../../experiment/shaders.ts';
import { allInvariant } from '../../numerics/sets/kernel-sets.ts';
import { settingsDifference } from '../../results/settings.ts';
import { armOf, type PairChoice } from './pair.ts';

// Apart from the search itself: a page asks this before it needs anything that runs.

/** Why no prompt can be looked for; null where one can. */
export function forkSearchProblem(experiment: Experiment, pair: PairChoice): string | null {
  const crowded = needsLoad(experiment);
  if (crowded !== null) return crowded;
  const [a, b] = [pair.a, pair.b].map((name) => armOf(experiment, name));
  const probe = experiment.requests.find(({ id }) => id === pair.probe);
  if (probe?.prompt === undefined) return 'expected a probe that is asked by a text';
  const of = (arm: ExperimentArm) => ({ ...arm, own: ownKernelsOf(experiment, arm) });
  const alike = settingsDifference(of(a), of(b)) === null;
  if (alike && allInvariant(a.kernels) && !a.shaders && !a.experts)
    return 'expected kernels that follow the batch; whatever is asked, these add in one order';
  return alike && sameBatch(a, b) ? 'expected arms that differ' : null;
}

/** Whether another round would ask in another company. */
export function canDrawAgain({ requests }: Experiment): boolean {
  return requests.some(({ noise }) => noise !== undefined);
}

function sameBatch(a: ExperimentArm, b: ExperimentArm): boolean {
  return JSON.stringify([a.requests, a.limits]) === JSON.stringify([b.requests, b.limits]);
}
