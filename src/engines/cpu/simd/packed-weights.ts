import { convertTensor, resolveDtype } from '../../../kernels/weight-formats.ts';
import type { Checkpoint, StoredTensor } from '../../../model/checkpoint.ts';
import { widenTensor } from '../../../model/widen.ts';
import type { WeightDtype } from '../../../numerics/dtypes.ts';
import type { WasmMemory } from './wasm-memory.ts';

/** A matrix in quads (assembly/products.ts): (columns / 4, terms / 4, 4 columns, 4 terms), zeros past the last of either. */
export interface Matrix {
  readonly at: number;
  readonly terms: number;
  readonly columns: number;
  /** Held as bf16, since that is what all its weights are; else, blocks of 8 and 4 bits included, as f32 with the same values. */
  readonly half: boolean;
}

/** Where a number is null the model has no such gain or bias. */
export interface PackedLayer {
  readonly inputNorm: number | null;
  /** Products of one input lie side by side as one matrix. */
  readonly qkv: Matrix;
  /** Biases of the columns of `qkv`. */
  readonly qkvBias: number | null;
  readonly qNorm: number | null;
  readonly kNorm: number | null;
  readonly o: Matrix;
  readonly oBias: number | null;
  readonly oNorm: number | null;
  readonly postNorm: number | null;
  readonly gateUp: Matrix;
  /** Biases of the columns of `gateUp`. */
  readonly gateUpBias: number | null;
  readonly down: Matrix;
  readonly downBias: number | null;
  readonly downNorm: number | null;
}

/** A checkpoint's weights in a WebAssembly memory, each once: a tied head is the embedding. Gains and biases are addresses of f32. */
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
  const vector = (...tensors: StoredTensor[]): number => {
    const values = tensors.flatMap((tensor) => [...widenTensor(tensor)]);
    const at = allocate(4 * padded(values.length));
    memory.floats(at, values.length).set(values);
    return at;
  };
  /** A model has all of them or none. */
  const extra = (...tensors: (StoredTensor | undefined)[]): number | null => {
    const found = tensors.filter((tensor) => tensor !== undefined);
    return found.length === 0 ? null : vector(...found);
  };
  try {
    const embedding = matrix(checkpoint.embedding);
    return {
      embedding,
      layers: checkpoint.layers.map((layer) => ({
        inputNorm: extra(layer.inputNorm),
        qkv: matrix(layer.q, layer.k, layer.v),
        qkvBias: extra(layer.qBias, layer.kBias, layer.vBias),
        qNorm: extra(layer.qNorm),
        kNorm: extra(layer.kNorm),
        o: matrix(layer.o),
        oBias: extra(layer.oBias),
        oNorm: extra(layer.oNorm),
        postNorm: extra(layer.postNorm),
        gateUp: matrix(layer.gate, layer.up),
        gateUpBias: extra(layer.gateBias, layer.upBias),
        down: matrix(layer.down),
        downBias: extra(layer.downBias),
        downNorm: extra(layer.downNorm),
      })),
      finalNorm: vector(checkpoint.finalNorm),
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
  const half = tensors.every((tensor) => resolveDtype(dtype, [tensor]) === 'bf16');
  const at = allocate((half ? 2 : 4) * length);
  let column = 0;
  for (const tensor of tensors) {
    const values = convertTensor(tensor, dtype);
    if (half) packColumns(upperHalves(values), terms, memory.halves(at, length), column);
    else packColumns(values, terms, memory.floats(at, length), column);
    column += tensor.shape[0];
  }
  return { at, terms, columns, half };
}

/** The upper 16 bits of each value: its bf16, where it is one. */
function upperHalves(values: Float32Array): Uint16Array {
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  const halves = new Uint16Array(bits.length);
  for (let i = 0; i < bits.length; i++) halves[i] = bits[i] >>> 16;
  return halves;
}

/** Writes rows of `values`, of `terms` each, as the columns of a matrix in quads from `first` on. */
function packColumns<Elements extends Float32Array | Uint16Array>(
  values: Elements,
  terms: number,
  quads: Elements,
  first: number,
): void {
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
