import { ExperimentError } from '../experiment/errors.ts';
import type { ExperimentArm } from '../experiment/schema.ts';
import type { LoadedModel } from '../model/load.ts';

/** Throws ExperimentError where an arm gives experts a capacity and the model has none, by the arm's name. */
export function checkExperts(
  arms: readonly Pick<ExperimentArm, 'name' | 'experts'>[],
  { name, checkpoint }: Pick<LoadedModel, 'name' | 'checkpoint'>,
): void {
  if (checkpoint.config.experts) return;
  const asking = arms.filter(({ experts }) => experts);
  if (asking.length === 0) return;
  throw new ExperimentError(
    asking.map(
      (arm) =>
        `arm ${arm.name}: experts.capacity: expected a model that is a mixture of experts, found ${name}, which has none`,
    ),
  );
}
