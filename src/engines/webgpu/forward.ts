import type { StepEncoder } from '../../gpu/step-encoder.ts';
import type { KernelForms } from '../../kernels/forms.ts';
import { padded } from '../../kernels/packed-rows.ts';
import type { ModelConfig } from '../../model/config.ts';
import type { ArmSpec } from '../../steps/arm-spec.ts';
import { type MatmulName, matmulSize, type StepPlans } from '../../steps/step-plans.ts';
import type { ArmBuffers } from './arm-buffers.ts';
import { type ArmKernels, matmulKey } from './kernel-library.ts';
import type { GpuMatrix, GpuWeights } from './weights.ts';

/** What the forward pass of one step works with. */
export interface Forward {
  readonly encoder: StepEncoder;
  readonly buffers: ArmBuffers;
  readonly kernels: ArmKernels;
  readonly weights: GpuWeights;
  readonly config: ModelConfig;
  readonly forms: KernelForms;
  readonly spec: ArmSpec;
  readonly plans: StepPlans;
  /** Splits of all rows. */
  readonly items: number;
}

/** At most: ten a layer, the embedding, and norm, head, logits, choice and top-k at the end. */
export function dispatchesPerStep({ layers }: ModelConfig): number {
  return 10 * layers + 6;
}

/** Records the whole model for one step: embedding, layers, and where rows are sampled, head and choice. */
export function recordForward(step: Forward): void {
  const { weights, buffers, plans } = step;
  embed(step);
  let parts = 0;
  weights.layers.forEach((layer, index) => {
    const at = `layer${index}`;
    addNorm(step, index === 0 ? 'first_norm' : 'norm', `${at}.norm`, layer.inputNorm, parts);
    attend(step, index, matmul(step, 'qkv', `${at}.qkv`, buffers.normed, layer.qkv));
    parts = matmul(step, 'o', `${at}.o`, buffers.attended, layer.o);
    addNorm(step, 'mlp_norm', `${at}.mlp_norm`, layer.postNorm, parts);
    swiglu(step, at, matmul(step, 'gate_up', `${at}.gate_up`, buffers.normed, layer.gateUp));
    parts = matmul(step, 'down', `${at}.down`, buffers.activated, layer.down);
  });
  if (plans.sampledRows.length > 0) sample(step, parts);
}

function embed({ encoder, buffers, kernels, weights, plans, config }: Forward): void {
  const { embedding } = weights;
  const bindings = [buffers.tables.binding('tokens'), embedding.buffer, buffers.residual];
  const groups = padded(config.hiddenSize) / 4;
  const params = { rows: plans.rows.length, groups, quads: embedding.quads };
  encoder.dispatch(kernels.embed, 'embed', 'embed', bindings, params, [
    Math.ceil(groups / 64),
    plans.rows.length,
  ]);
}

/** Adds the `parts` partial sums of the last projection to the residual stream and normalises it; all rows or the sampled ones. */
function addNorm(
  { encoder, buffers, kernels, plans, config }: Forward,
  op: 'first_norm' | 'norm' | 'mlp_norm' | 'final_norm',
  label: string,
  gain: GPUBuffer,
  parts: number,
): void {
  const last = op === 'final_norm';
  const rows = last ? plans.sampledRows.length : plans.rows.length;
  const source = buffers.tables.binding(last ? 'sampledRows' : 'identity');
  const bindings = [source, buffers.partials, gain, buffers.residual, buffers.normed];
  const params = {
    step_rows: plans.rows.length,
    groups: padded(config.hiddenSize) / 4,
    parts,
    inverse_terms: 1 / config.hiddenSize,
    epsilon: config.rmsNormEps,
  };
  encoder.dispatch(kernels.addNorm.get(plans.norm.lanes)!, op, label, bindings, params, [rows]);
}

/** Runs a matmul plan; returns how many partial sums each output has. */
function matmul(
  { encoder, buffers, kernels, plans, config, forms }: Forward,
  name: MatmulName,
  label: string,
  x: GPUBuffer,
  w: GpuMatrix,
): number {
  const plan = plans.matmul[name];
  const rows = name === 'head' ? plans.sampledRows.length : plans.rows.length;
  const { columns } = matmulSize(config, name);
  const call = forms.matmul(plan, { rows, columns, groups: w.groups, quads: w.quads });
  const kernel = kernels.matmul.get(matmulKey(call.form, w.dtype))!;
  const bounds = call.bounds ? [buffers.tables.binding(name)] : [];
  const bindings = [x, w.buffer, ...bounds, buffers.partials];
  encoder.dispatch(kernel, name, label, bindings, call.params, call.workgroups, call.parts);
  return call.parts;
}

/** RoPE and KV write, attention over splits, merge. */
function attend(
  { encoder, buffers, kernels, plans, config, forms, items }: Forward,
  layer: number,
  parts: number,
): void {
  const { tables, q, values, stats, attended } = buffers;
  const { heads, kvHeads, headDim } = config;
  const k = buffers.kCache[layer];
  const v = buffers.vCache[layer];
  const rows = plans.rows.length;
  const at = `layer${layer}`;
  const threads = ((heads + 2 * kvHeads) * padded(headDim)) / 4;
  const rope = [buffers.partials, tables.binding('rows'), buffers.angles, q, k, v];
  encoder.dispatch(kernels.ropeKv, 'rope_kv', `${at}.rope_kv`, rope, { rows, parts }, [
    Math.ceil(threads / 64),
    rows,
  ]);
  const reads = [q, k, v, tables.binding('items'), tables.binding('blocks'), values, stats];
  const workgroups = forms.attentionWorkgroups(items, config);
  encoder.dispatch(kernels.attention, 'attention', `${at}.attention`, reads, null, workgroups);
  const groups = padded(heads * headDim) / 4;
  const merge = [tables.binding('splits'), values, stats, attended];
  encoder.dispatch(kernels.attentionMerge, 'merge', `${at}.merge`, merge, { groups }, [
    Math.ceil(groups / 64),
    rows,
  ]);
}

function swiglu({ encoder, buffers, kernels, plans, config }: Forward, at: string, parts: number): void {
  const rows = plans.rows.length;
  const groups = padded(config.intermediateSize) / 4;
  const bindings = [buffers.partials, buffers.activated];
  encoder.dispatch(kernels.swiglu, 'swiglu', `${at}.swiglu`, bindings, { rows, groups, parts }, [
    Math.ceil(groups / 64),
    rows,
  ]);
}

/** Final norm and head on the sampled rows, then the choice of their next tokens. */
function sample(step: Forward, downParts: number): void {
  const { encoder, buffers, kernels, weights, plans, config, spec } = step;
  const { logits, chosen, top, tables } = buffers;
  const rows = plans.sampledRows.length;
  const vocabulary = config.vocabSize;
  addNorm(step, 'final_norm', 'final_norm', weights.finalNorm, downParts);
  const parts = matmul(step, 'head', 'head', buffers.normed, weights.head);
  const sums = { rows, vocabulary, columns: padded(vocabulary), parts };
  encoder.dispatch(kernels.logits, 'logits', 'logits', [buffers.partials, logits], sums, [
    Math.ceil(vocabulary / 64),
    rows,
  ]);
  const { temperature, seed } = spec.decoding;
  const draw = { vocabulary, inverse_temperature: temperature === 0 ? 0 : 1 / temperature, seed };
  encoder.dispatch(kernels.choose, 'choose', 'choose', [logits, tables.binding('draws'), chosen], draw, [
    rows,
  ]);
  encoder.dispatch(kernels.topK, 'top_k', 'top_k', [logits, top], { vocabulary }, [rows]);
}
