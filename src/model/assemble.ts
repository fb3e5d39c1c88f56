import type { Checkpoint, LayerTensors, StoredTensor } from './checkpoint.ts';
import type { ModelConfig } from './config.ts';
import { listed, ModelError, shown } from './model-error.ts';
import { elementsOf, HEAD_NAME, type TensorSlot, tensorLayout, tensorSlots } from './tensor-layout.ts';

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
  const layout = tensorLayout(config);
  const slots = tensorSlots(layout);
  const names = new Set(slots.map((slot) => slot.name));
  const skipped = (name: string): boolean =>
    name.endsWith('.rotary_emb.inv_freq') || (config.tiedHead && name === HEAD_NAME);
  const missing = [...names].filter((name) => !tensors.has(name));
  const unknown = [...tensors.keys()].filter((name) => !names.has(name) && !skipped(name));
  if (missing.length > 0)
    throw new ModelError(where, `expected ${listed(missing.map(shown))}, found no such tensors`);
  if (unknown.length > 0)
    throw new ModelError(
      where,
      `expected no tensors beside the model's own, found ${listed(unknown.map(shown))}`,
    );

  const take = ({ name, shape }: TensorSlot): StoredTensor => {
    const tensor = tensors.get(name)!;
    if (sameShape(tensor.shape, shape)) return tensor;
    throw new ModelError(
      `${where}: tensor ${shown(name)}`,
      `expected shape [${shape.join(', ')}] from the config, found [${tensor.shape.join(', ')}]`,
    );
  };
  const embedding = take(layout.embedding);
  return {
    config,
    embedding,
    layers: layout.layers.map(
      (layer): LayerTensors => ({
        inputNorm: take(layer.inputNorm),
        q: take(layer.q),
        k: take(layer.k),
        v: take(layer.v),
        o: take(layer.o),
        postNorm: take(layer.postNorm),
        gate: take(layer.gate),
        up: take(layer.up),
        down: take(layer.down),
      }),
    ),
    finalNorm: take(layout.finalNorm),
    head: layout.head === null ? embedding : take(layout.head),
    hash,
    parameters: slots.reduce((sum, { shape }) => sum + elementsOf(shape), 0),
  };
}

/** Every tensor of a checkpoint, a tied head once. */
export function checkpointTensors({ embedding, layers, finalNorm, head }: Checkpoint): StoredTensor[] {
  const inner = layers.flatMap((layer): StoredTensor[] => Object.values(layer));
  return [embedding, ...inner, finalNorm, ...(head === embedding ? [] : [head])];
}

function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((size, axis) => size === b[axis]);
}
