import type { Checkpoint } from '../model/checkpoint.ts';
import { modelGraph } from '../model/model-graph.ts';
import { weightAt } from '../model/model-weights.ts';
import type { PackedDtype, WeightDtype } from '../numerics/dtypes.ts';
import { resolveDtype } from './weight-formats.ts';

/** The dtypes that a model's products read their weights in, in the order of the forward pass: `stored` resolved, matrix by matrix. */
export function weightsInUse(checkpoint: Checkpoint, weights: WeightDtype): PackedDtype[] {
  const products = modelGraph(checkpoint.config).operations.filter(
    ({ kind }) => kind === 'matmul' || kind === 'router',
  );
  const dtypes = products.map((product) =>
    resolveDtype(
      weights,
      product.weights.map((weight) => weightAt(checkpoint, weight)),
    ),
  );
  return [...new Set(dtypes)];
}
