import type { Binding } from '../../gpu/kernel-call.ts';
import { sumsTo } from '../../kernels/epilogues.ts';
import type { MatmulKernel } from '../../kernels/matmul-kernel.ts';
import { estimateCall, selectCall } from '../../kernels/widths.ts';
import { outputLabel } from '../../model/graph.ts';
import { modelGraph } from '../../model/model-graph.ts';
import { WIDE_PRODUCTS, type WideProduct } from '../../steps/dynamic-widths.ts';
import { LAYER_MATRICES } from '../layer-matrices.ts';
import { quantize } from './forward-quantize.ts';
import type { Forward } from './forward-step.ts';
import type { GpuMatrix } from './gpu-weights.ts';
import { packedElements } from './products.ts';
import { estimateBytes } from './widths-readback.ts';

/** Estimates each row's error, runs a product in both widths and leaves in `partials` what was chosen; returns how many partial sums each output has. */
export function wideMatmul(
  step: Forward,
  name: WideProduct,
  layer: number,
  kernel: MatmulKernel,
  x: GPUBuffer,
  own: GpuMatrix,
): number {
  const { list, buffers, kernels, shape, config, spec, lower, widthRules } = step;
  const { rows } = shape;
  const { per, rules } = spec.dynamic!;
  const product = modelGraph(config).matmul[name];
  const { count } = rules![layer][name].projection;
  const rule = widthRules![layer][name];
  const label = outputLabel({ layer, name });
  const bytes = estimateBytes(buffers.capacity.rows);
  const at = layer * WIDE_PRODUCTS.length + WIDE_PRODUCTS.indexOf(name);
  const estimates = { buffer: buffers.estimates, offset: at * bytes, size: bytes };
  const read = quantize(step, name, layer, { x, rows, mode: 'per-row' });
  const estimate = estimateCall<Binding>({ x: read, rule, estimates }, { rows, terms: product.terms, count });
  list.dispatch(kernels.between.get('estimate_error')!, `${name}_estimate`, `${label}_estimate`, estimate);
  const run = (width: 'high' | 'low', w: GpuMatrix, sums: GPUBuffer) =>
    list.dispatch(
      kernels.matmul.get(kernel, w.layout),
      `${name}_${width}`,
      `${label}_${width}`,
      kernel.call<Binding>({
        ...{ x, weights: w.buffers, bounds: buffers.tables.binding(name) },
        ends: sumsTo<Binding>(sums),
      }),
    );
  run('high', own, buffers.partials);
  run('low', lower!.layers[layer][LAYER_MATRICES[name]], buffers.smaller);
  const { partials: sums, smaller } = buffers;
  const select = selectCall<Binding>(
    { estimates, rule, smaller, sums },
    { rows, quads: packedElements(product) / 4, parts: kernel.parts, together: per === 'batch' },
  );
  list.dispatch(kernels.between.get('select_width')!, name, label, select);
  return kernel.parts;
}
