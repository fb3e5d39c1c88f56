import type { ModelConfig } from '../../model/config.ts';
import type { CpuWeights } from '../cpu/cpu-weights.ts';
import type { Call } from './calls.ts';
import type { Feeds } from './feeds.ts';
import { GraphBuilder, type OnnxModel } from './graph-builder.ts';
import type { Value } from './onnx-proto.ts';

export type LayerWeights = CpuWeights['layers'][number];

/** A residual stream and its RMSNorm. */
export interface Normed {
  readonly residual: string;
  readonly normed: string;
}

/** What a graph may be written with: onnxruntime's own operators, or ONNX's alone. */
export interface GraphForm {
  /** Declares the inputs beside token ids, rows and caches; shared constants too. */
  declare(graph: GraphBuilder): void;
  /** RMSNorm of x, or of x + delta. */
  norm(graph: GraphBuilder, x: string, delta: string | null, gain: string): Normed;
  /** (batch, sequence, heads * head_dim) attention output of normed rows, written to the cache on the way. */
  attention(graph: GraphBuilder, normed: string, layer: LayerWeights, index: number): string;
  silu(graph: GraphBuilder, x: string): string;
  /** Of one layer's keys, or values; a request's part is contiguous. */
  cacheShape(batch: number, capacity: number): number[];
  /** The same with both left open. */
  readonly openCacheShape: Value['shape'];
  /** Tensors for what `declare` declares. */
  feeds(call: Call, capacity: number): Feeds;
  /** Columns of the attention output, padding of the heads included. */
  output(layer: LayerWeights): { readonly columns: number; readonly values: Float32Array };
}

/**
 * A Llama as an ONNX graph: input_ids (batch, sequence), rows (sampled) -> logits (sampled, vocabulary), and for each layer
 * past_key.i, past_value.i -> present_key.i, present_value.i.
 */
export function buildLlama(config: ModelConfig, weights: CpuWeights, form: GraphForm): OnnxModel {
  const { hiddenSize, vocabSize, intermediateSize } = config;
  const graph = new GraphBuilder();
  const ids = graph.input('input_ids', 'i32', ['batch', 'sequence']);
  const rows = graph.input('rows', 'i32', ['sampled']);
  form.declare(graph);
  weights.layers.forEach((_, i) => {
    for (const name of [`key.${i}`, `value.${i}`]) graph.input(`past_${name}`, 'f32', form.openCacheShape);
  });
  const table = graph.weight('embedding', [vocabSize, hiddenSize], weights.embedding);
  let residual = graph.node('Gather', [table, ids]);
  let delta: string | null = null;
  weights.layers.forEach((layer, i) => {
    const gain = (name: 'inputNorm' | 'postNorm') => graph.weight(`${name}.${i}`, [hiddenSize], layer[name]);
    const before = form.norm(graph, residual, delta, gain('inputNorm'));
    const attended = form.attention(graph, before.normed, layer, i);
    const { columns, values } = form.output(layer);
    const o = linear(graph, attended, `o.${i}`, columns, hiddenSize, values);
    const after = form.norm(graph, before.residual, o, gain('postNorm'));
    const gate = linear(graph, after.normed, `gate.${i}`, hiddenSize, intermediateSize, layer.gate);
    const up = linear(graph, after.normed, `up.${i}`, hiddenSize, intermediateSize, layer.up);
    const activated = graph.node('Mul', [form.silu(graph, gate), up]);
    delta = linear(graph, activated, `down.${i}`, intermediateSize, hiddenSize, layer.down);
    residual = after.residual;
    for (const name of [`key.${i}`, `value.${i}`])
      graph.output(`present_${name}`, 'f32', form.openCacheShape);
  });
  const last = form.norm(graph, residual, delta, graph.weight('norm', [hiddenSize], weights.finalNorm));
  const flat = graph.node('Reshape', [last.normed, graph.integers(-1, hiddenSize)]);
  const sampled = graph.node('Gather', [flat, rows]);
  const head =
    weights.head === weights.embedding ? table : graph.weight('head', [vocabSize, hiddenSize], weights.head);
  graph.node('Gemm', [sampled, head], { integers: { transB: 1 }, outputs: ['logits'] });
  graph.output('logits', 'f32', ['sampled', vocabSize]);
  return graph.build();
}

/** x times a weight stored (out, in): exporters hand the product its transpose. */
export function linear(
  graph: GraphBuilder,
  x: string,
  name: string,
  terms: number,
  columns: number,
  values: Float32Array,
): string {
  return graph.node('MatMul', [x, graph.weight(name, [terms, columns], transposed(values, columns, terms))]);
}

/** (rows, columns) row-major as (columns, rows). */
export function transposed(values: Float32Array, rows: number, columns: number): Float32Array {
  const result = new Float32Array(values.length);
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) result[c * rows + r] = values[r * columns + c];
  }
  return result;
}
