import type { WeightDtype } from '../numerics/dtypes.ts';
import type { ExperimentArm } from './arm-schema.ts';

/** What says of an arm in which formats its model's weights are held. */
export type HeldWeights = Pick<ExperimentArm, 'weights'> &
  Partial<Pick<ExperimentArm, 'serving' | 'dynamic'>>;

/**
 * Every format in which arms hold the weights of their model, each once: their own, a smaller width's and that of layers that are lowered under load, both
 * held whole beside it, since arms share weights, and those of replicas that run the same model.
 */
export function formatsRead(arms: readonly HeldWeights[]): WeightDtype[] {
  const formats = arms.flatMap(({ weights, dynamic, serving }) => {
    const replicas = [serving?.route?.to, serving?.faults?.misrouted.to];
    const others = replicas.flatMap((to) => (to?.weights && !to.model ? [to.weights] : []));
    const smaller = [
      ...(dynamic ? [dynamic.low] : []),
      ...(serving?.precision ? [serving.precision.to] : []),
    ];
    return [weights, ...smaller, ...others];
  });
  return [...new Set(formats)];
}
