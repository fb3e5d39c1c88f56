import type { Checkpoint, StoredTensor } from './checkpoint.ts';
import { dividedGain, rowsOf, stacked, wholeGain } from './derived-tensors.ts';
import { elementsOf, forEachWeight, tensorsOf, type Weight } from './graph.ts';
import type { ModelConfig } from './model-config.ts';
import { listed, ModelError, shown } from './model-error.ts';
import { modelGraph } from './model-graph.ts';
import { HEAD_TENSOR, isBias, weightAt } from './model-weights.ts';

/** What the tensors of a file are called. */
export interface TensorNames {
  nameOf(weight: Weight): string;
  /** Of a weight that is several tensors, one below the other; left out where a file has none such. */
  partsOf?(weight: Weight): readonly string[] | undefined;
  /** Whether a tensor is passed over. */
  skips(name: string, config: ModelConfig): boolean;
}

/** Skipped: stored RoPE frequencies, and an output head beside a config that ties it to the embedding. */
const HUGGING_FACE: TensorNames = {
  nameOf: ({ tensor }) => tensor,
  partsOf: ({ parts }) => parts,
  skips: (name, { tiedHead }) => name.endsWith('.rotary_emb.inv_freq') || (tiedHead && name === HEAD_TENSOR),
};

/**
 * Puts named tensors in their places. Throws ModelError unless the file holds exactly the tensors of the config with
 * their shapes: one more could be a bias, which would change the model if it were skipped.
 */
export function assembleCheckpoint(
  config: ModelConfig,
  tensors: ReadonlyMap<string, StoredTensor>,
  hash: string,
  where = 'model.safetensors',
  { nameOf, partsOf, skips } = HUGGING_FACE,
): Checkpoint {
  const graph = modelGraph(config);
  const wanted = tensorsOf(graph);
  const namesOf = (weight: Weight) => partsOf?.(weight) ?? [nameOf(weight)];
  const names = new Set(wanted.flatMap(namesOf));
  const missing = [...names].filter((name) => !tensors.has(name));
  const unknown = [...tensors.keys()].filter((name) => !names.has(name) && !skips(name, config));
  if (missing.length > 0)
    throw new ModelError(where, `expected ${listed(missing.map(shown))}, found no such tensors`);
  if (unknown.length > 0)
    throw new ModelError(
      where,
      `expected no tensors beside the model's own, found ${listed(unknown.map(shown))}`,
    );

  const heights = fusedHeights(wanted);
  const take = (weight: Weight): StoredTensor => {
    const { firstRow, shape } = weight;
    const named = namesOf(weight);
    const whole = firstRow === undefined ? shape : [heights.get(weight.tensor)!, ...shape.slice(1)];
    const expected = [whole[0] / named.length, ...whole.slice(1)];
    const parts = named.map((name) => tensors.get(name)!);
    for (const tensor of parts) checkPart(tensor, expected, parts[0].dtype, where);
    const tensor = parts.length === 1 ? parts[0] : stacked(weight.tensor, parts);
    return gainOf(config, weight, firstRow === undefined ? tensor : rowsOf(tensor, firstRow, shape[0]));
  };
  return {
    config,
    ...forEachWeight(graph, take),
    hash,
    parameters: wanted.reduce((sum, { shape }) => sum + elementsOf(shape), 0),
  };
}

/** Every tensor of a checkpoint, a tied head once. */
export function checkpointTensors(checkpoint: Checkpoint): StoredTensor[] {
  return tensorsOf(modelGraph(checkpoint.config)).map((weight) => weightAt(checkpoint, weight));
}

/** Throws ModelError unless a tensor has the shape that the config gives it, and the dtype of the others of its weight. */
function checkPart(
  { name, shape, dtype }: StoredTensor,
  expected: readonly number[],
  dtypeOfFirst: StoredTensor['dtype'],
  where: string,
): void {
  const at = `${where}: tensor ${shown(name)}`;
  if (!sameShape(shape, expected))
    throw new ModelError(
      at,
      `expected shape [${expected.join(', ')}] from the config, found [${shape.join(', ')}]`,
    );
  if (dtype !== dtypeOfFirst)
    throw new ModelError(at, `expected ${dtypeOfFirst} as in the first expert, found ${dtype}`);
}

/** Rows of each tensor that holds several projections. */
function fusedHeights(weights: readonly Weight[]): ReadonlyMap<string, number> {
  const heights = new Map<string, number>();
  for (const { tensor, firstRow, shape } of weights)
    if (firstRow !== undefined) heights.set(tensor, Math.max(heights.get(tensor) ?? 0, firstRow + shape[0]));
  return heights;
}

/** A norm's gain as engines multiply by it; any other weight as it is. */
function gainOf(
  { gainsLessOne, logitDivisor }: ModelConfig,
  { weight, shape }: Weight,
  tensor: StoredTensor,
) {
  if (shape.length !== 1 || isBias({ weight })) return tensor;
  const whole = gainsLessOne ? wholeGain(tensor) : tensor;
  return weight === 'finalNorm' && logitDivisor !== undefined ? dividedGain(whole, logitDivisor) : whole;
}

function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((size, axis) => size === b[axis]);
}
