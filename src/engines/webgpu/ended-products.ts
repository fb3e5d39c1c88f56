import { biasCall } from '../../kernels/bias.ts';
import { addSumsCall, scaleCall, sumsNormCall } from '../../kernels/ended-sums.ts';
import { qkNormCall } from '../../kernels/qk_norm.ts';
import { outputLabel } from '../../model/graph.ts';
import { modelGraph } from '../../model/model-graph.ts';
import type { Forward } from './forward-step.ts';
import type { GpuLayer } from './gpu-weights.ts';
import { qkNormKey, sumsNormKey } from './kernel-library.ts';
import { packedElements } from './products.ts';

/** Biases and norms of queries and keys, where the model has them; returns how many partial sums there are then. */
export function endQkv(step: Forward, layer: number, sums: number): number {
  const { list, buffers, kernels, weights, shape, plans, config } = step;
  const { qkvBias, qkNorm: gain } = weights.layers[layer];
  const parts = addBias(step, 'qkv_bias', layer, qkvBias, sums);
  if (!gain || !plans.headNorm) return parts;
  const kernel = kernels.between.get(qkNormKey(lanesOfHeads(plans.headNorm)))!;
  const call = qkNormCall({ gain, partials: buffers.partials }, { rows: shape.rows, parts }, config);
  list.dispatch(kernel, 'qk_norm', `layer${layer}.qk_norm`, call);
  return 1;
}

/** Biases of gate and up, where the model has them. */
export function endGateUp(step: Forward, layer: number, sums: number): number {
  return addBias(step, 'gate_up_bias', layer, step.weights.layers[layer].gateUpBias, sums);
}

/** What o and down end in beside their sums. */
const ENDS = {
  o: { bias: 'o_bias', norm: 'o_norm', scale: 'o_scale', add: 'residual' },
  down: { bias: 'down_bias', norm: 'down_norm', scale: 'down_scale', add: 'mlp_residual' },
} as const;

/**
 * What the model does to the sums of o or down before it adds them to the residual stream, and where no norm follows that would add them the addition
 * itself. Returns how many partial sums are left to add.
 */
export function endResidual(step: Forward, name: keyof typeof ENDS, layer: number, sums: number): number {
  const { list, buffers, kernels, weights, shape, config } = step;
  const { bias, norm, scale, add } = ENDS[name];
  const own = weights.layers[layer];
  const [biases, gain] = name === 'o' ? [own.oBias, own.oNorm] : [own.downBias, own.downNorm];
  const { hiddenSize: hidden, residualScale, norms } = config;
  let parts = addBias(step, bias, layer, biases, sums);
  if (gain) parts = normSums(step, norm, layer, gain, parts);
  else if (residualScale !== undefined) {
    const call = scaleCall(buffers.partials, { rows: shape.rows, hidden, parts, scale: residualScale });
    list.dispatch(kernels.between.get('scale')!, scale, `layer${layer}.${scale}`, call);
    parts = 1;
  }
  if (norms !== 'after') return parts;
  const bound = { sums: buffers.partials, residual: buffers.residual };
  const call = addSumsCall(bound, { rows: shape.rows, hidden });
  list.dispatch(kernels.between.get('add_sums')!, add, outputLabel({ layer, name: add }), call);
  return 0;
}

function normSums(
  { list, buffers, kernels, shape, plans, config }: Forward,
  name: 'o_norm' | 'down_norm',
  layer: number,
  gain: GPUBuffer,
  parts: number,
): number {
  const { partials, normed } = buffers;
  const { hiddenSize: hidden, rmsNormEps: epsilon, residualScale: scale = 1 } = config;
  const call = sumsNormCall({ gain, partials, normed }, { rows: shape.rows, hidden, parts, scale, epsilon });
  const kernel = kernels.between.get(sumsNormKey(plans.norm.lanes))!;
  list.dispatch(kernel, name, outputLabel({ layer, name }), call);
  return 1;
}

const BIASED = { qkv_bias: 'qkv', o_bias: 'o', gate_up_bias: 'gate_up', down_bias: 'down' } as const;

function addBias(
  { list, buffers, kernels, shape, config }: Forward,
  name: keyof typeof BIASED,
  layer: number,
  bias: GpuLayer['qkvBias'],
  parts: number,
): number {
  if (!bias) return parts;
  const groups = packedElements(modelGraph(config).matmul[BIASED[name]]) / 4;
  const call = biasCall({ bias, partials: buffers.partials }, { rows: shape.rows, groups, parts });
  list.dispatch(kernels.between.get('bias')!, name, outputLabel({ layer, name }), call);
  return 1;
}

function lanesOfHeads({ q, k }: Readonly<Record<'q' | 'k', { readonly lanes: number }>>) {
  return { q: q.lanes, k: k.lanes };
}
