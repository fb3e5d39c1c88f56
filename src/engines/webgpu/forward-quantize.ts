import { quantizeCalls } from '../../kernels/quantize.ts';
import { outputLabel } from '../../model/graph.ts';
import { modelGraph } from '../../model/model-graph.ts';
import type { MatmulName } from '../../model/operations.ts';
import type { Quantize } from '../../numerics/dtypes.ts';
import type { Forward } from './forward-step.ts';

/** Makes q8 of what a product reads, all its rows; returns where they lie. */
export function quantize(
  { list, buffers, kernels, config }: Forward,
  name: MatmulName,
  layer: number | null,
  { x, rows, mode }: { readonly x: GPUBuffer; readonly rows: number; readonly mode: Quantize },
): GPUBuffer {
  const { largest, quantised } = buffers;
  const { terms } = modelGraph(config).matmul[name];
  const { most, integers } = quantizeCalls({ x, most: largest, y: quantised }, { rows, terms, mode });
  const label = outputLabel({ layer, name });
  list.dispatch(kernels.quantize.get('most')!, `${name}_most`, `${label}_most`, most);
  list.dispatch(kernels.quantize.get('integers')!, `${name}_q8`, `${label}_q8`, integers);
  return quantised;
}
