import { layerAttention } from '../../../model/model-config.ts';
import { gatedName } from '../../../model/operations.ts';
import { scoreScale } from '../../../numerics/attention-plan.ts';
import { layerMatmul } from './layer-matmul.ts';
import { addMixture } from './mixture.ts';
import { addBias, addTo, norm } from './operations.ts';
import { project } from './projection.ts';
import type { SimdCache } from './simd-cache.ts';
import type { SimdStep } from './simd-step.ts';
import type { Rows } from './step-scratch.ts';

/** Adds a layer's attention to the residual stream of every row. */
export function addAttention(step: SimdStep, cache: SimdCache, index: number): void {
  const { of, scratch, see } = step;
  const { hiddenSize, heads, headDim } = of.config;
  const { residual, product, attended } = scratch;
  const layer = of.weights.layers[index];
  project(step, cache, index, normed(step, index, 'norm', residual, layer.inputNorm));
  attend(step, cache, index);
  see?.(index, 'attention', { rows: attended, elements: heads * headDim });
  layerMatmul(step, index, 'o', attended, product);
  see?.(index, 'o', { rows: product, elements: hiddenSize });
  addBias(step, { layer: index, name: 'o_bias' }, product, hiddenSize, layer.oBias);
  addTo(step, residual, normed(step, index, 'o_norm', product, layer.oNorm));
  see?.(index, 'residual', { rows: residual, elements: hiddenSize });
}

/** The same of its MLP. */
export function addMlp(step: SimdStep, index: number): void {
  const { of, rows, scratch, see } = step;
  const { config, kernels, weights, dtype } = of;
  const { hiddenSize, intermediateSize } = config;
  const { residual, product, gateUp, activated } = scratch;
  const layer = weights.layers[index];
  const x = normed(step, index, 'mlp_norm', residual, layer.postNorm);
  if (of.mixture) {
    addMixture(step, of.mixture, index, x);
    return;
  }
  layerMatmul(step, index, 'gate_up', x, gateUp);
  see?.(index, 'gate_up', { rows: gateUp, elements: 2 * intermediateSize });
  addBias(step, { layer: index, name: 'gate_up_bias' }, gateUp, 2 * intermediateSize, layer.gateUpBias);
  const gelu = Number(config.gate === 'gelu_tanh');
  const { at, stride } = activated;
  kernels.swiglu(gateUp.at, gateUp.stride, rows, intermediateSize, gelu, at, stride, dtype);
  see?.(index, gatedName(config.gate), { rows: activated, elements: intermediateSize });
  layerMatmul(step, index, 'down', activated, product);
  see?.(index, 'down', { rows: product, elements: hiddenSize });
  addBias(step, { layer: index, name: 'down_bias' }, product, hiddenSize, layer.downBias);
  addTo(step, residual, normed(step, index, 'down_norm', product, layer.downNorm));
  see?.(index, 'mlp_residual', { rows: residual, elements: hiddenSize });
}

/** What a layer's norm makes of all rows, or the rows themselves where the layer does not have it. */
function normed(
  step: SimdStep,
  index: number,
  name: 'norm' | 'o_norm' | 'mlp_norm' | 'down_norm',
  x: Rows,
  gain: number | null,
): Rows {
  if (gain === null) return x;
  const y = step.scratch.normed;
  norm(step, x, step.rows, gain, y);
  step.see?.(index, name, { rows: y, elements: step.of.config.hiddenSize });
  return y;
}

function attend({ of, scratch, tables, rows }: SimdStep, { layers }: SimdCache, index: number): void {
  const { config, kernels, dtype } = of;
  const { heads, kvHeads, headDim } = config;
  const { q, attended, scores, scoreBytes } = scratch;
  const { k, v } = layers[index];
  const local = layerAttention(config, index).window !== null;
  const records = local ? tables.localRecords! : tables.records;
  // biome-ignore format: one line a group of what it computes with
  kernels.attend(
    q.at, q.stride, rows, heads, kvHeads, headDim,
    k, v, records, scoreScale(config),
    scores, scoreBytes, attended.at, attended.stride, dtype,
  );
}
