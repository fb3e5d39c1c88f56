import type { CpuWeights } from '../../engines/cpu/cpu-weights.ts';
import type { Checkpoint, StoredTensor } from '../../model/checkpoint.ts';
import { convertTensor } from '../../model/convert.ts';
import { widenTensor } from '../../model/widen.ts';
import type { WeightDtype } from '../../numerics/dtypes.ts';

type LayerWeights = CpuWeights['layers'][number];

/**
 * A checkpoint's weights like `cpuWeights`, each converted when it is first asked for: taking one element apart needs one matrix,
 * not the model. Throws ModelError, on that occasion, where a weight does not fit the dtype.
 */
export function lazyWeights(checkpoint: Checkpoint, weights: WeightDtype): CpuWeights {
  const converted = new Map<StoredTensor, Float32Array>();
  const valuesOf = (tensor: StoredTensor): Float32Array => {
    const known = converted.get(tensor);
    if (known) return known;
    // Gains are never held in a 16-bit dtype.
    const values = tensor.shape.length === 1 ? widenTensor(tensor) : convertTensor(tensor, weights);
    converted.set(tensor, values);
    return values;
  };
  const layers = checkpoint.layers.map((tensors) => {
    const layer = {};
    for (const [name, tensor] of Object.entries(tensors))
      Object.defineProperty(layer, name, { get: () => valuesOf(tensor), enumerable: true });
    return layer as LayerWeights;
  });
  return {
    layers,
    get embedding() {
      return valuesOf(checkpoint.embedding);
    },
    get finalNorm() {
      return valuesOf(checkpoint.finalNorm);
    },
    get head() {
      return valuesOf(checkpoint.head);
    },
  };
}
