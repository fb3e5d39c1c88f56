import type { ModelConfig } from './config.ts';
import { elementsOf, type Operation, type OutputRun, type Weight } from './graph.ts';
import { type LayerWeight, type OuterWeight, tensorName } from './model-weights.ts';
import { isRounded, kindOf, type OutputName } from './operations.ts';

/** A Llama, operation by operation, or what differs from one by biases of q, k and v or by norms of queries and keys. */
export function llamaOperations(config: ModelConfig): Operation[] {
  const { hiddenSize, vocabSize, layers, tiedHead } = config;
  const operations: Operation[] = [];
  const add = adder(operations, null, 'all');
  const table = outer('embedding', [vocabSize, hiddenSize]);
  let stream = add('embed', [], [1, hiddenSize], [table]);
  for (let layer = 0; layer < layers; layer++)
    stream = addLayer(config, layer, stream, adder(operations, layer, 'all'));
  const addLast = adder(operations, null, 'sampled');
  const normed = addLast('final_norm', [stream], [1, hiddenSize], [outer('finalNorm', [hiddenSize])]);
  const head = outer('head', [vocabSize, hiddenSize]);
  addLast('head', [normed], [1, vocabSize], [tiedHead ? { ...head, tensor: table.tensor } : head]);
  return operations;
}

/** Returns the residual stream as the layer leaves it. */
function addLayer(
  config: ModelConfig,
  layer: number,
  stream: Operation,
  add: ReturnType<typeof adder>,
): Operation {
  const { hiddenSize, intermediateSize, heads, kvHeads, headDim } = config;
  const [queries, keys] = [heads * headDim, kvHeads * headDim];
  const row = [1, hiddenSize] as const;
  const weight = (name: LayerWeight, ...shape: number[]): Weight => {
    const place = { layer, weight: name };
    return { ...place, tensor: tensorName(place), shape };
  };
  const normed = add('norm', [stream], row, [weight('inputNorm', hiddenSize)]);
  const qkv = add(
    'qkv',
    [normed],
    [heads + 2 * kvHeads, headDim],
    [weight('q', queries, hiddenSize), weight('k', keys, hiddenSize), weight('v', keys, hiddenSize)],
  );
  const biases = [weight('qBias', queries), weight('kBias', keys), weight('vBias', keys)];
  const sums = config.qkvBias ? add('qkv_bias', [qkv], qkv.shape, biases) : qkv;
  /** The heads of a projection from `start` on, each normalised where the model does that. */
  const projected = (name: 'q' | 'k', start: number, count: number) => {
    const read = run(sums, start, count * headDim);
    return config.qkNorm
      ? add(`${name}_norm`, [read], [count, headDim], [weight(`${name}Norm`, headDim)])
      : read;
  };
  const [ofQ, ofK] = [projected('q', 0, heads), projected('k', queries, kvHeads)];
  const q = add('q', [ofQ], [heads, headDim]);
  const k = add('k', [ofK], [kvHeads, headDim]);
  const v = add('v', [run(sums, queries + keys, keys)], [kvHeads, headDim]);
  const attended = add('attention', [q, k, v], [1, queries]);
  const o = add('o', [attended], row, [weight('o', hiddenSize, queries)]);
  const residual = add('residual', [stream, o], row);
  const mlpNormed = add('mlp_norm', [residual], row, [weight('postNorm', hiddenSize)]);
  const gateUp = add(
    'gate_up',
    [mlpNormed],
    [2, intermediateSize],
    [weight('gate', intermediateSize, hiddenSize), weight('up', intermediateSize, hiddenSize)],
  );
  const activated = add('swiglu', [gateUp], [1, intermediateSize]);
  const down = add('down', [activated], row, [weight('down', hiddenSize, intermediateSize)]);
  return add('mlp_residual', [residual, down], row);
}

function outer(weight: OuterWeight, shape: readonly number[]): Weight {
  const place = { layer: null, weight };
  return { ...place, tensor: tensorName(place), shape };
}

/** Appends operations of one layer, or of none. Inputs that are operations are read whole. */
function adder(operations: Operation[], layer: number | null, rows: Operation['rows']) {
  return (
    name: OutputName,
    inputs: readonly (Operation | OutputRun)[],
    shape: Operation['shape'],
    weights: readonly Weight[] = [],
  ): Operation => {
    const read = inputs.map((input) => ('kind' in input ? run(input, 0, elementsOf(input.shape)) : input));
    const known = { kind: kindOf(name), rounds: isRounded(name) };
    const operation = { layer, name, ...known, inputs: read, weights, shape, rows };
    operations.push(operation);
    return operation;
  };
}

function run({ layer, name }: Operation, start: number, elements: number): OutputRun {
  return { layer, name, start, end: start + elements };
}
