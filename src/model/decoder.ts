import { elementsOf, type Operation, type OutputRun, type Weight } from './graph.ts';
import { type Experts, type ModelConfig, normsOf } from './model-config.ts';
import { expertTensors, type LayerWeight, type OuterWeight, tensorName } from './model-weights.ts';
import { gatedName, isRounded, kindOf, type OutputName } from './operations.ts';

/** A decoder-only transformer, operation by operation: a Llama, and what its config says that it does otherwise. */
export function decoderOperations(config: ModelConfig): Operation[] {
  const { hiddenSize, vocabSize, layers, tiedHead } = config;
  const operations: Operation[] = [];
  const add = adder(operations, null, 'all');
  const table = outer('embedding', [vocabSize, hiddenSize]);
  let stream = add('embed', [], [1, hiddenSize], [table]);
  for (let layer = 0; layer < layers; layer++) {
    const of: Layer = { config, layer, add: adder(operations, layer, 'all') };
    const attended = addAttention(of, stream);
    stream = config.experts ? addExperts(of, config.experts, attended) : addMlp(of, attended);
  }
  const addLast = adder(operations, null, 'sampled');
  const normed = addLast('final_norm', [stream], [1, hiddenSize], [outer('finalNorm', [hiddenSize])]);
  const head = outer('head', [vocabSize, hiddenSize]);
  addLast('head', [normed], [1, vocabSize], [tiedHead ? { ...head, tensor: table.tensor } : head]);
  return operations;
}

type Add = ReturnType<typeof adder>;

interface Layer {
  readonly config: ModelConfig;
  readonly layer: number;
  readonly add: Add;
}

/** Returns the residual stream as attention leaves it. */
function addAttention(of: Layer, stream: Operation): Operation {
  const { config, add } = of;
  const { hiddenSize, heads, headDim } = config;
  const queries = heads * headDim;
  const row = [1, hiddenSize] as const;
  const normed = normsOf(config).before
    ? add('norm', [stream], row, [weight(of, 'inputNorm', hiddenSize)])
    : stream;
  const attended = add('attention', headsOf(of, normed), [1, queries]);
  const o = add('o', [attended], row, [weight(of, 'o', hiddenSize, queries)]);
  const sums = config.outBias ? add('o_bias', [o], row, [weight(of, 'oBias', hiddenSize)]) : o;
  const ended = normsOf(config).after ? add('o_norm', [sums], row, [weight(of, 'oNorm', hiddenSize)]) : sums;
  return add('residual', [stream, ended], row);
}

/** q, k and v of a row, as attention reads them. */
function headsOf(of: Layer, normed: Operation): Operation[] {
  const { config, add } = of;
  const { hiddenSize, heads, kvHeads, headDim, qkNorm, fusedTensors } = config;
  const [queries, keys] = [heads * headDim, kvHeads * headDim];
  const projections = cut(fusedTensors, [
    weight(of, 'q', queries, hiddenSize),
    weight(of, 'k', keys, hiddenSize),
    weight(of, 'v', keys, hiddenSize),
  ]);
  const qkv = add('qkv', [normed], [heads + 2 * kvHeads, headDim], projections);
  const biases = [weight(of, 'qBias', queries), weight(of, 'kBias', keys), weight(of, 'vBias', keys)];
  const sums = config.qkvBias ? add('qkv_bias', [qkv], qkv.shape, biases) : qkv;
  /** The heads of a projection from `start` on, normalised where the model does that. */
  const projected = (name: 'q' | 'k', start: number, count: number) => {
    const read = run(sums, start, count * headDim);
    if (!qkNorm) return read;
    const shape = qkNorm === 'projection' ? ([1, count * headDim] as const) : ([count, headDim] as const);
    return add(`${name}_norm`, [read], shape, [weight(of, `${name}Norm`, shape[1])]);
  };
  const [ofQ, ofK] = [projected('q', 0, heads), projected('k', queries, kvHeads)];
  const q = add('q', [ofQ], [heads, headDim]);
  const k = add('k', [ofK], [kvHeads, headDim]);
  return [q, k, add('v', [run(sums, queries + keys, keys)], [kvHeads, headDim])];
}

/** Returns the residual stream as the layer leaves it. */
function addMlp(of: Layer, stream: Operation): Operation {
  const { config, add } = of;
  const { hiddenSize, intermediateSize, mlpBias, fusedTensors } = config;
  const row = [1, hiddenSize] as const;
  const pair = [2, intermediateSize] as const;
  const { before, after } = normsOf(config);
  const normed = before ? add('mlp_norm', [stream], row, [weight(of, 'postNorm', hiddenSize)]) : stream;
  const projections = cut(fusedTensors, [
    weight(of, 'gate', intermediateSize, hiddenSize),
    weight(of, 'up', intermediateSize, hiddenSize),
  ]);
  const gateUp = add('gate_up', [normed], pair, projections);
  const biases = [weight(of, 'gateBias', intermediateSize), weight(of, 'upBias', intermediateSize)];
  const biased = mlpBias ? add('gate_up_bias', [gateUp], pair, biases) : gateUp;
  const activated = add(gatedName(config.gate), [biased], [1, intermediateSize]);
  const down = add('down', [activated], row, [weight(of, 'down', hiddenSize, intermediateSize)]);
  const sums = mlpBias ? add('down_bias', [down], row, [weight(of, 'downBias', hiddenSize)]) : down;
  const ended = after ? add('down_norm', [sums], row, [weight(of, 'downNorm', hiddenSize)]) : sums;
  return add('mlp_residual', [stream, ended], row);
}

/**
 * The same of a layer whose MLP is a mixture of experts. A row's experts stand by increasing id, whatever the router gives them: so they do in
 * transformers' loop, and two that change places in rank change no sum.
 */
function addExperts(of: Layer, { count, perToken }: Experts, stream: Operation): Operation {
  const { config, add } = of;
  const { hiddenSize, intermediateSize } = config;
  const row = [1, hiddenSize] as const;
  const normed = add('mlp_norm', [stream], row, [weight(of, 'postNorm', hiddenSize)]);
  const router = add('router', [normed], [1, count], [weight(of, 'router', count, hiddenSize)]);
  const routing = add('routing', [router], [1, count]);
  const gateUp = add(
    'gate_up',
    [normed, routing],
    [2 * perToken, intermediateSize],
    [
      weight(of, 'gate', count * intermediateSize, hiddenSize),
      weight(of, 'up', count * intermediateSize, hiddenSize),
    ],
  );
  const activated = add('swiglu', [gateUp], [perToken, intermediateSize]);
  const wide = [weight(of, 'down', count * hiddenSize, intermediateSize)];
  const down = add('down', [activated, routing], [perToken, hiddenSize], wide);
  return add('mlp_residual', [stream, add('mixed', [down, routing], row)], row);
}

function weight({ config, layer }: Layer, name: LayerWeight, ...shape: number[]): Weight {
  const place = { layer, weight: name };
  const parts = expertTensors(place, config);
  return { ...place, tensor: tensorName(place, config), ...(parts && { parts }), shape };
}

/** Where each of the projections begins in the one tensor that holds them. */
function cut(fused: true | undefined, weights: readonly Weight[]): readonly Weight[] {
  if (!fused) return weights;
  let firstRow = 0;
  return weights.map((each) => {
    const placed = { ...each, firstRow };
    firstRow += each.shape[0];
    return placed;
  });
}

function outer(name: OuterWeight, shape: readonly number[]): Weight {
  const place = { layer: null, weight: name };
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
