import { type ModelGraph, type Operation, operationAt, outputLabel, type Weight } from '../../model/graph.ts';
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
  /** By output: a fused product in its pieces; of an addition both terms, until the norm after it has added them. */
  const made = new Map<string, readonly string[]>();
  for (const operation of model.operations) {
    const read = operation.inputs.flatMap((input) => made.get(outputLabel(input))!);
    made.set(outputLabel(operation), write(operation, read));
  }
  for (const name of cacheNames(config)) graph.output(`present_${name}`, 'f32', form.openCacheShape);
  graph.output('logits', 'f32', ['sampled', config.vocabSize]);
  return graph.build();

  function write(operation: Operation, read: readonly string[]): readonly string[] {
    const { kind, name, layer, inputs, weights } = operation;
    switch (kind) {
      case 'embed':
        return [graph.node('Gather', [constant(weights[0]), ids])];
      case 'bias':
        return form.bias(graph, read, operation, valuesOf);
      case 'norm': {
        if (isHeadNorm(name))
          return [form.headNorm(graph, read[pieceOf(model, operation)], operation, constant(weights[0]))];
        const [x, delta] = read;
        const { residual, normed } = form.norm(graph, x, delta, constant(weights[0]));
        made.set(outputLabel(inputs[0]), [residual]);
        return [normed];
      }
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
        return read;
      case 'swiglu':
        return [graph.node('Mul', [form.silu(graph, read[0]), read[1]])];
    }
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
