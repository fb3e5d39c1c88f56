import type { Binding } from '../../gpu/kernel-call.ts';
import { embedCall } from '../../kernels/embed.ts';
import { type Epilogue, type EpilogueBuffers, sumsTo } from '../../kernels/epilogues.ts';
import { RESULT_WORDS, sampleMergeCall, sampleSlicesCall } from '../../kernels/sample.ts';
import { swigluCall } from '../../kernels/swiglu.ts';
import { outputLabel } from '../../model/graph.ts';
import { normsOf } from '../../model/model-config.ts';
import { modelGraph } from '../../model/model-graph.ts';
import { gatedName, type MatmulName } from '../../model/operations.ts';
import { ropeIndex } from '../../model/rope-angles.ts';
import { isWide } from '../../steps/dynamic-widths.ts';
import { endGateUp, endQkv, endResidual } from './ended-products.ts';
import { attend, ropeKv } from './forward-attention.ts';
import { addExperts } from './forward-experts.ts';
import { quantize } from './forward-quantize.ts';
import type { Forward } from './forward-step.ts';
import { wideMatmul } from './forward-widths.ts';
import type { GpuMatrix } from './gpu-weights.ts';
import { productOf } from './products.ts';

/** Lists the whole model for steps of one shape, as `dispatchesOf` lists it: embedding, layers, and where rows are sampled, head and choice. */
export function listForward(step: Forward): void {
  const { weights, buffers, shape, config } = step;
  // Where no norm comes before a product, it reads the residual stream itself.
  const read = normsOf(config).before ? buffers.normed : buffers.residual;
  embed(step);
  // Of the last projection: partial sums that are left to add to the residual stream.
  let left = 0;
  weights.layers.forEach((layer, index) => {
    const at = `layer${index}`;
    if (layer.inputNorm)
      addNorm(step, index === 0 ? 'first_norm' : 'norm', `${at}.norm`, layer.inputNorm, left);
    const sums = matmul(step, 'qkv', index, read, layer.qkv);
    if (sums > 0) ropeKv(step, index, endQkv(step, index, sums));
    attend(step, index);
    left = endResidual(step, 'o', index, matmul(step, 'o', index, buffers.attended, layer.o));
    if (layer.postNorm) addNorm(step, 'mlp_norm', `${at}.mlp_norm`, layer.postNorm, left);
    if (config.experts) {
      addExperts(step, config.experts, index);
      left = 0;
      return;
    }
    const gateUp = matmul(step, 'gate_up', index, read, layer.gateUp);
    swiglu(step, at, gateUp > 0 ? endGateUp(step, index, gateUp) : 0);
    left = endResidual(step, 'down', index, matmul(step, 'down', index, buffers.activated, layer.down));
  });
  if (shape.sampled > 0) sample(step, left);
}

function embed({ list, buffers, kernels, weights, shape }: Forward): void {
  const { tables, resultsBefore: chosen, residual } = buffers;
  const { buffers: table, groups, quads } = weights.embedding;
  const call = embedCall(
    { tokens: tables.binding('tokens'), chosen, table, x: residual },
    { rows: shape.rows, groups, quads, chosenWords: RESULT_WORDS },
  );
  list.dispatch(kernels.embed, 'embed', 'embed', call);
}

/** Adds the `parts` partial sums of the last projection to the residual stream and normalises it; all rows or the sampled ones. */
function addNorm(
  { list, buffers, kernels, shape, plans, config, forms }: Forward,
  op: 'first_norm' | 'norm' | 'mlp_norm' | 'final_norm',
  label: string,
  gain: GPUBuffer,
  parts: number,
): void {
  const { tables, partials, residual, normed } = buffers;
  const last = op === 'final_norm';
  const rows = last ? shape.sampled : shape.rows;
  const sourceRows = tables.binding(last ? 'sampledRows' : 'identity');
  const { hiddenSize: hidden, rmsNormEps: epsilon } = config;
  const norm = forms.addNorm(plans.norm.lanes, shape.rows, config);
  const call = norm.call<Binding>(
    { sourceRows, partials, gain, residual, normed },
    { rows, stepRows: shape.rows, hidden, parts, epsilon },
  );
  list.dispatch(kernels.addNorm.get(norm.form)!, op, label, call);
}

/** Runs a matmul plan; returns how many partial sums each output has, none where the kernel went on with them. */
function matmul(step: Forward, name: MatmulName, layer: number | null, x: GPUBuffer, w: GpuMatrix): number {
  const { list, buffers, kernels, shape, plans, config, forms, spec } = step;
  const graph = modelGraph(config);
  const rows = graph.matmul[name].rows === 'sampled' ? shape.sampled : shape.rows;
  const kernel = forms.matmul(plans.matmul[name], productOf(config, name, rows, plans.headNorm?.q));
  if (spec.dynamic && layer !== null && isWide(name)) return wideMatmul(step, name, layer, kernel, x, w);
  const { epilogue, parts, call } = kernel;
  const ends = endsOf(step, epilogue, layer);
  const mode = spec.quantize;
  const read = mode ? quantize(step, name, layer, { x, rows, mode }) : x;
  const bound = { x: read, weights: w.buffers, bounds: buffers.tables.binding(name), ends };
  list.dispatch(kernels.matmul.get(kernel, w.layout), name, outputLabel({ layer, name }), call(bound));
  return epilogue.kind === 'sums' ? parts : 0;
}

/** What an epilogue binds. */
function endsOf(
  { buffers, weights, config }: Forward,
  { kind }: Epilogue,
  layer: number | null,
): EpilogueBuffers<Binding> {
  const { tables, partials, residual, activated, angles, q, cache } = buffers;
  switch (kind) {
    case 'sums':
      return sumsTo(partials);
    case 'residual':
      return { inputs: [], outputs: [residual] };
    case 'swiglu':
      return { inputs: [], outputs: [activated] };
    case 'rope_kv': {
      const { qkvBias, qkNorm } = weights.layers[layer!];
      return {
        inputs: [tables.binding('rows'), angles[ropeIndex(config, layer!)]],
        outputs: [q, cache.k[layer!], cache.v[layer!]],
        uniforms: [qkvBias, qkNorm].filter((each) => each !== null),
      };
    }
  }
}

/** The gate and what it lets through, where `parts` partial sums are left to add. */
function swiglu({ list, buffers, kernels, shape, config }: Forward, at: string, parts: number): void {
  if (parts === 0) return;
  const { partials, activated } = buffers;
  const { rows } = shape;
  const call = swigluCall({ partials, y: activated }, { rows, intermediate: config.intermediateSize, parts });
  const name = gatedName(config.gate);
  list.dispatch(kernels.swiglu, name, `${at}.${name}`, call);
}

/** Final norm and head on the sampled rows, then the choice of their next tokens. */
function sample(step: Forward, downParts: number): void {
  const { list, buffers, kernels, weights, shape, config } = step;
  const { partials, keptLogits: kept, slices, results, tables } = buffers;
  addNorm(step, 'final_norm', 'final_norm', weights.finalNorm, downParts);
  const parts = matmul(step, 'head', null, buffers.normed, weights.head);
  const sizes = { rows: shape.sampled, vocabulary: config.vocabSize, parts };
  const draws = tables.binding('draws');
  const sliced = sampleSlicesCall({ partials, draws, slices, kept }, sizes);
  list.dispatch(kernels.sampleSlices, 'sample_slices', 'sample_slices', sliced);
  const merged = sampleMergeCall({ slices, results }, sizes);
  list.dispatch(kernels.sampleMerge, 'sample_merge', 'sample_merge', merged);
}
