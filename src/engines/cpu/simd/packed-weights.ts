import { convertTensor } from '../../../kernels/weight-formats.ts';
import type { Checkpoint, StoredTensor } from '../../../model/checkpoint.ts';
import { widenTensor } from '../../../model/widen.ts';
import type { WeightDtype } from '../../../numerics/dtypes.ts';
import type { WasmMemory } from './wasm-memory.ts';

/** A matrix in quads (assembly/products.ts): (columns / 4, terms / 4, 4 columns, 4 terms), zeros past the last of either. */
export interface Matrix {
  readonly at: number;
  readonly terms: number;
  readonly columns: number;
}

export interface PackedLayer {
  readonly inputNorm: number;
  /** Products of one input lie side by side as one matrix. */
  readonly qkv: Matrix;
  readonly o: Matrix;
  readonly postNorm: number;
  readonly gateUp: Matrix;
  readonly down: Matrix;
}

/** A checkpoint's weights as f32 in a WebAssembly memory, each once: a tied head is the embedding. Gains are addresses. */
export interface PackedWeights {
  readonly embedding: Matrix;
  readonly layers: readonly PackedLayer[];
  readonly finalNorm: number;
  readonly head: Matrix;
}

/**
 * Widens and packs one tensor after the other. Throws ModelError where a weight does not fit the dtype, WasmMemoryError where all of
 * them do not fit the memory, having freed what was packed.
 */
export function packWeights(checkpoint: Checkpoint, dtype: WeightDtype, memory: WasmMemory): PackedWeights {
  const taken: number[] = [];
  const allocate = (bytes: number): number => {
    const at = memory.allocate(bytes);
    taken.push(at);
    return at;
  };
  const matrix = (...tensors: StoredTensor[]) => packMatrix(tensors, dtype, memory, allocate);
  const gain = (tensor: StoredTensor): number => {
    const at = allocate(4 * padded(tensor.shape[0]));
    memory.floats(at, tensor.shape[0]).set(widenTensor(tensor));
    return at;
  };
  try {
    const embedding = matrix(checkpoint.embedding);
    return {
      embedding,
      layers: checkpoint.layers.map((layer) => ({
        inputNorm: gain(layer.inputNorm),
        qkv: matrix(layer.q, layer.k, layer.v),
        o: matrix(layer.o),
        postNorm: gain(layer.postNorm),
        gateUp: matrix(layer.gate, layer.up),
        down: matrix(layer.down),
      })),
      finalNorm: gain(checkpoint.finalNorm),
      head: checkpoint.head === checkpoint.embedding ? embedding : matrix(checkpoint.head),
    };
  } catch (error) {
    for (const at of taken) memory.free(at);
    throw error;
  }
}

/** Elements up to a whole vector of four. */
export function padded(elements: number): number {
  return 4 * Math.ceil(elements / 4);
}

function packMatrix(
  tensors: readonly StoredTensor[],
  dtype: WeightDtype,
  memory: WasmMemory,
  allocate: (bytes: number) => number,
): Matrix {
  const terms = tensors[0].shape[1];
  const columns = tensors.reduce((sum, { shape }) => sum + shape[0], 0);
  const length = padded(columns) * padded(terms);
  const at = allocate(4 * length);
  let column = 0;
  for (const tensor of tensors) {
    packColumns(convertTensor(tensor, dtype), terms, memory.floats(at, length), column);
    column += tensor.shape[0];
  }
  return { at, terms, columns };
}

/** Writes rows of `values`, of `terms` each, as the columns of a matrix in quads from `first` on. */
export function packColumns(values: Float32Array, terms: number, quads: Float32Array, first: number): void {
  const block = 4 * padded(terms);
  const columns = values.length / terms;
  for (let n = 0; n < columns; n++) {
    const column = first + n;
    let to = (column >> 2) * block + (column & 3) * 4;
    let from = n * terms;
    for (let k = 0; k < terms; k++) {
      quads[to] = values[from++];
      to += (k & 3) === 3 ? 13 : 1;
    }
  }
}
