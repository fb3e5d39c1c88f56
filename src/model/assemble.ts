import type { Checkpoint, StoredTensor } from './checkpoint.ts';
import type { ModelConfig } from './config.ts';
import { elementsOf, forEachWeight, tensorsOf, type Weight } from './graph.ts';
import { listed, ModelError, shown } from './model-error.ts';
import { modelGraph } from './model-graph.ts';
import { HEAD_TENSOR, weightAt } from './model-weights.ts';

/**
 * Puts named tensors in their places. Throws ModelError unless the file holds exactly the tensors of the config with
 * their shapes: one more could be a bias, which would change the model if it were skipped.
 * Skipped by name: stored RoPE frequencies, and an output head beside a config that ties it to the embedding.
 */
export function assembleCheckpoint(
  config: ModelConfig,
  tensors: ReadonlyMap<string, StoredTensor>,
  hash: string,
  where = 'model.safetensors',
): Checkpoint {
  const graph = modelGraph(config);
  const wanted = tensorsOf(graph);
  const names = new Set(wanted.map(({ tensor }) => tensor));
  const skipped = (name: string): boolean =>
    name.endsWith('.rotary_emb.inv_freq') || (config.tiedHead && name === HEAD_TENSOR);
  const missing = [...names].filter((name) => !tensors.has(name));
  const unknown = [...tensors.keys()].filter((name) => !names.has(name) && !skipped(name));
  if (missing.length > 0)
    throw new ModelError(where, `expected ${listed(missing.map(shown))}, found no such tensors`);
  if (unknown.length > 0)
    throw new ModelError(
      where,
      `expected no tensors beside the model's own, found ${listed(unknown.map(shown))}`,
    );

  const take = ({ tensor: name, shape }: Weight): StoredTensor => {
    const tensor = tensors.get(name)!;
    if (sameShape(tensor.shape, shape)) return tensor;
    throw new ModelError(
      `${where}: tensor ${shown(name)}`,
      `expected shape [${shape.join(', ')}] from the config, found [${tensor.shape.join(', ')}]`,
    );
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

function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((size, axis) => size === b[axis]);
}
