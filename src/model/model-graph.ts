import { decoderOperations } from './decoder.ts';
import { elementsOf, type ModelGraph, type Operation, outputLabel } from './graph.ts';
import type { ModelConfig } from './model-config.ts';
import { forEachMatmul, type MatmulName } from './operations.ts';

const graphs = new WeakMap<ModelConfig, ModelGraph>();

/** The graph of a decoder-only transformer of this config; made once for each config. */
export function modelGraph(config: ModelConfig): ModelGraph {
  const known = graphs.get(config);
  if (known) return known;
  const operations = decoderOperations(config);
  const graph = {
    operations,
    byLabel: new Map(operations.map((operation) => [outputLabel(operation), operation])),
    matmul: forEachMatmul((name) => matmulOf(operations, name)),
  };
  graphs.set(config, graph);
  return graph;
}

function matmulOf(operations: readonly Operation[], name: MatmulName) {
  const operation = operations.find((each) => each.name === name)!;
  const [{ shape }] = operation.weights;
  return { ...operation, terms: shape[1], columns: elementsOf(operation.shape) };
}
