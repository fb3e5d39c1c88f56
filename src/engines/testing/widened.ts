import { convertTensor } from '../../kernels/weight-formats.ts';
import type { Checkpoint, StoredTensor } from '../../model/checkpoint.ts';
import { f32Tensor } from '../../model/testing/synthetic.ts';

/**
 * The same checkpoint with the values that a format holds of its matrices, stored as f32. `layers`: of these alone, embedding and head as
 * they are; left out: of all, embedding and head included.
 */
export function widened(
  checkpoint: Checkpoint,
  weights: 'q8' | 'q4',
  layers?: readonly number[],
): Checkpoint {
  const known = new Map<StoredTensor, StoredTensor>();
  const widen = (tensor: StoredTensor): StoredTensor => {
    if (tensor.shape.length === 1) return tensor;
    const found = known.get(tensor) ?? f32Tensor(tensor.name, tensor.shape, convertTensor(tensor, weights));
    known.set(tensor, found);
    return found;
  };
  const all = checkpoint.layers.map((layer, index) =>
    layers && !layers.includes(index)
      ? layer
      : Object.fromEntries(Object.entries(layer).map(([name, tensor]) => [name, tensor && widen(tensor)])),
  ) as unknown as Checkpoint['layers'];
  if (layers) return { ...checkpoint, layers: all };
  return { ...checkpoint, layers: all, embedding: widen(checkpoint.embedding), head: widen(checkpoint.head) };
}
