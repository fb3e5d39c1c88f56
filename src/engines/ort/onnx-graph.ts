import {
  type ModelGraph,
  type Operation,
  type OutputRun,
  operationAt,
  outputLabel,
  type Weight,
} from '../../model/graph.ts';
import type { ModelConfig } from '../../model/model-config.ts';
import { modelGraph } from '../../model/model-graph.ts';
import type { ValuesOf } from '../../model/model-weights.ts';
import { isHeadNorm } from '../../model/operations.ts';
import { GraphBuilder, type OnnxModel } from './graph-builder.ts';
import type { GraphForm } from './graph-form.ts';

/** Names of the caches: `key.0`, `value.0`, ... */
export function cacheNames({ layers }: ModelConfig): string[] {
  return Array.from({ length: layers }, (_, i) => [`key.${i}`, `value.${i}`]).flat();
}

/**
 * A model as an ONNX graph, operation by operation: input_ids (batch, sequence), rows (sampled) -> logits (sampled, vocabulary), and
 * for each layer past_key.i, past_value.i -> present_key.i, present_value.i.
 */
export function buildOnnx(config: ModelConfig, valuesOf: ValuesOf, form: GraphForm): OnnxModel {
  const graph = new GraphBuilder();
  const ids = graph.input('input_ids', 'i32', ['batch', 'sequence']);
  const rows = graph.input('rows', 'i32', ['sampled']);
  form.declare(graph);
  for (const name of cacheNames(config)) graph.input(`past_${name}`, 'f32', form.openCacheShape);
  const model = modelGraph(config);
  /** By output, a fused product in its pieces. */
  const made = new Map<string, readonly string[]>();
  /** Terms of additions that nobody has read yet: a norm adds them itself. */
  const sums = new Map<string, readonly string[]>();
  for (const operation of model.operations) {
    const label = outputLabel(operation);
    const { kind, name } = operation;
    if (kind === 'add') sums.set(label, terms(operation));
    else if (kind === 'norm' && !isHeadNorm(name)) made.set(label, [norm(operation)]);
    else made.set(label, write(operation, operation.inputs.flatMap(values)));
  }
  for (const name of cacheNames(config)) graph.output(`present_${name}`, 'f32', form.openCacheShape);
  graph.output('logits', 'f32', ['sampled', config.vocabSize]);
  return graph.build();

  function write(operation: Operation, read: readonly string[]): readonly string[] {
    const { kind, name, layer, weights } = operation;
    switch (kind) {
      case 'embed':
        return [scaled(graph.node('Gather', [constant(weights[0]), ids]), config.embeddingScale)];
      case 'bias':
        return form.bias(graph, read, operation, valuesOf);
      case 'norm':
        return [form.headNorm(graph, read[pieceOf(model, operation)], operation, constant(weights[0]))];
      case 'matmul':
        return name === 'head'
          ? [logits(read[0], weights[0])]
          : form.matmul(graph, read[0], operation, valuesOf);
      case 'rope':
      case 'round':
        return [form.head(graph, read[read.length === 1 ? 0 : pieceOf(model, operation)], operation)];
      case 'attention':
        return [form.attention(graph, read, layer!)];
      case 'add':
        return [graph.node('Add', read)];
      case 'router':
      case 'route':
      case 'mix':
        throw new RangeError(`${name}: the graph has no mixture of experts`);
      case 'swiglu':
      case 'geglu':
        return [graph.node('Mul', [form.activate(graph, read[0]), read[1]])];
    }
  }

  /** What an operation reads: a sum is added by its first reader. */
  function values(input: OutputRun): readonly string[] {
    const label = outputLabel(input);
    const sum = sums.get(label);
    if (sum) settle(label, graph.node('Add', sum));
    return made.get(label)!;
  }

  function settle(label: string, value: string): void {
    made.set(label, [value]);
    sums.delete(label);
  }

  /** Of one row's vectors, or of a sum. */
  function norm({ inputs: [input], weights }: Operation): string {
    const label = outputLabel(input);
    const [x, delta] = sums.get(label) ?? values(input);
    const { residual, normed } = form.norm(graph, x, delta, constant(weights[0]));
    settle(label, residual);
    return normed;
  }

  /** The residual stream, and what is added to it. */
  function terms({ inputs: [stream, delta] }: Operation): readonly string[] {
    return [values(stream)[0], scaled(values(delta)[0], config.residualScale)];
  }

  function scaled(x: string, scale = 1): string {
    return scale === 1 ? x : graph.node('Mul', [x, graph.scalar(scale)]);
  }

  function constant(weight: Weight): string {
    return graph.weight(weight.tensor, weight.shape, valuesOf(weight));
  }

  /** Of the sampled rows of (batch, sequence, hidden). */
  function logits(x: string, head: Weight): string {
    const flat = graph.node('Reshape', [x, graph.integers(-1, config.hiddenSize)]);
    const sampled = graph.node('Gather', [flat, rows]);
    const options = { integers: { transB: 1 }, outputs: ['logits'] };
    return graph.node('Gemm', [sampled, constant(head)], options);
  }
}

/** Which weight of the product that it reads gives an operation its elements. */
function pieceOf(model: ModelGraph, { inputs: [run] }: Operation): number {
  let start = 0;
  return operationAt(model, run).weights.findIndex(({ shape }) => {
    const found = start === run.start;
    start += shape[0];
    return found;
  });
}
