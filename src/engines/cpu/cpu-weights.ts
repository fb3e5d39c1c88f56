import type { Checkpoint, LayerTensors, StoredTensor } from '../../model/checkpoint.ts';
import { convertTensor } from '../../model/convert.ts';
import { widenTensor } from '../../model/widen.ts';
import type { WeightDtype } from '../../numerics/dtypes.ts';

/** A checkpoint's weights as f32 values, rounded to the dtype asked for; row-major as stored. */
export interface CpuWeights {
  readonly embedding: Float32Array;
  readonly layers: readonly Readonly<Record<keyof LayerTensors, Float32Array>>[];
  readonly finalNorm: Float32Array;
  readonly head: Float32Array;
}

/** Throws ModelError where a weight does not fit the dtype. */
export function cpuWeights(checkpoint: Checkpoint, weights: WeightDtype): CpuWeights {
  const matrix = (tensor: StoredTensor) => convertTensor(tensor, weights);
  const embedding = matrix(checkpoint.embedding);
  return {
    embedding,
    layers: checkpoint.layers.map((layer) => ({
      inputNorm: widenTensor(layer.inputNorm),
      q: matrix(layer.q),
      k: matrix(layer.k),
      v: matrix(layer.v),
      o: matrix(layer.o),
      postNorm: widenTensor(layer.postNorm),
      gate: matrix(layer.gate),
      up: matrix(layer.up),
      down: matrix(layer.down),
    })),
    finalNorm: widenTensor(checkpoint.finalNorm),
    head: checkpoint.head === checkpoint.embedding ? embedding : matrix(checkpoint.head),
  };
}
