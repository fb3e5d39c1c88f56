import type { LoweredLayers } from '../steps/lowered-layers.ts';

/** Weights of a model in one format. */
interface Layered<Layer> {
  readonly layers: readonly Layer[];
}

/** An arm's weights, and those of the smaller format that lowered layers (`Serving.precision`) or some of its products (`ArmSpec.dynamic`) read. */
export interface TwoFormats<Weights> {
  readonly weights: Weights;
  /** Left out where all of them read one format. */
  readonly lower?: Weights;
}

/**
 * What a step reads: lowered layers from the smaller format, all else from the arm's own. Throws RangeError where layers are lowered of an
 * arm that was opened to lower none.
 */
export function weightsOfStep<Layer, Weights extends Layered<Layer>>(
  { weights, lower }: TwoFormats<Weights>,
  lowered: LoweredLayers | undefined,
): Weights {
  if (!lowered) return weights;
  if (!lower) throw new RangeError(`layers as ${lowered.to}: the arm was opened to lower none`);
  const which = new Set(lowered.layers);
  const layers = weights.layers.map((layer, index) => (which.has(index) ? lower.layers[index] : layer));
  return { ...weights, layers };
}
