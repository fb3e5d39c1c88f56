import type { WeightDtype } from '../numerics/dtypes.ts';
import type { Checkpoint } from './checkpoint.ts';
import { type PackedDtype, resolveDtype } from './convert.ts';

/** The dtypes that a model's products read their weights in, in the order of the forward pass: `stored` resolved, matrix by matrix. */
export function weightsInUse({ layers, head }: Checkpoint, weights: WeightDtype): PackedDtype[] {
  const matrices = layers.flatMap(({ q, k, v, o, gate, up, down }) => [[q, k, v], [o], [gate, up], [down]]);
  return [...new Set([...matrices, [head]].map((tensors) => resolveDtype(weights, tensors)))];
}
