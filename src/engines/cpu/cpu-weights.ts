import { convertTensor } from '../../kernels/weight-formats.ts';
import type { Checkpoint, StoredTensor } from '../../model/checkpoint.ts';
import { forEachWeight } from '../../model/graph.ts';
import { modelGraph } from '../../model/model-graph.ts';
import { type ForEachWeight, type ValuesOf, weightAt } from '../../model/model-weights.ts';
import { widenTensor } from '../../model/widen.ts';
import type { WeightDtype } from '../../numerics/dtypes.ts';

/** A checkpoint's weights as f32 values, rounded to the dtype asked for; row-major as stored. */
export type CpuWeights = ForEachWeight<Float32Array>;

/** Throws ModelError where a weight does not fit the dtype. */
export function cpuWeights(checkpoint: Checkpoint, weights: WeightDtype): CpuWeights {
  return forEachWeight(modelGraph(checkpoint.config), lazyWeights(checkpoint, weights));
}

/**
 * The same weights one by one, each converted when it is first asked for: taking one element apart needs one matrix, not the model.
 * Throws ModelError, on that occasion, where a weight does not fit the dtype.
 */
export function lazyWeights(checkpoint: Checkpoint, weights: WeightDtype): ValuesOf {
  const converted = new Map<StoredTensor, Float32Array>();
  return (place) => {
    const tensor = weightAt(checkpoint, place);
    const known = converted.get(tensor);
    if (known) return known;
    // Gains are never held in a 16-bit dtype.
    const values = tensor.shape.length === 1 ? widenTensor(tensor) : convertTensor(tensor, weights);
    converted.set(tensor, values);
    return values;
  };
}
