import { modelGraph } from '../../../model/model-graph.ts';
import type { WideProduct } from '../../../steps/dynamic-widths.ts';
import { LAYER_MATRICES } from '../../layer-matrices.ts';
import { matmul } from './operations.ts';
import type { SimdStep } from './simd-step.ts';
import type { Rows } from './step-scratch.ts';

/** A product of all rows with a layer's matrix; of an arm with two widths each row with that of its own, neighbours of one width together. */
export function layerMatmul(step: SimdStep, layer: number, name: WideProduct, x: Rows, y: Rows): void {
  const { of, rows } = step;
  const { widths, weights, lower } = of;
  const own = weights.layers[layer][LAYER_MATRICES[name]];
  if (!widths || !lower) {
    matmul(step, name, x, rows, own, y);
    return;
  }
  const { terms } = modelGraph(of.config).matmul[name];
  const high = widths.choose(
    layer,
    name,
    Array.from({ length: rows }, (_, row) => of.memory.floats(x.at + row * x.stride, terms)),
  );
  const smaller = lower.layers[layer][LAYER_MATRICES[name]];
  for (let first = 0, next = 1; first < rows; first = next, next++) {
    while (next < rows && high[next] === high[first]) next++;
    const from = ({ at, stride }: Rows) => ({ at: at + first * stride, stride });
    matmul(step, name, from(x), next - first, high[first] ? own : smaller, from(y));
  }
}
