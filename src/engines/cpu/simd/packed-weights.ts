import type { Checkpoint, StoredTensor } from '../../../model/checkpoint.ts';
import { widenTensor } from '../../../model/widen.ts';
import type { WeightDtype } from '../../../numerics/dtypes.ts';
import type { MathName } from '../../../numerics/math-name.ts';
import { valuesAsRead } from '../../../numerics/portable/kept-values.ts';
import { type Matrix, packMatrix, padded } from './matrices.ts';
import type { WasmMemory } from './wasm-memory.ts';

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
  /** Of a mixture the gates of all experts, then all their ups. */
  readonly gateUp: Matrix;
  /** Biases of the columns of `gateUp`. */
  readonly gateUpBias: number | null;
  /** Of a mixture those of all experts. */
  readonly down: Matrix;
  readonly downBias: number | null;
  readonly downNorm: number | null;
  /** Of a mixture; a column for each expert. */
  readonly router: Matrix | null;
}

/** A checkpoint's weights in a WebAssembly memory, each once: a tied head is the embedding. Gains and biases are addresses of f32. */
export interface PackedWeights {
  readonly embedding: Matrix;
  readonly layers: readonly PackedLayer[];
  readonly finalNorm: number;
  readonly head: Matrix;
  /** Of all of them. */
  readonly bytes: number;
}

/**
 * Widens and packs one tensor after the other. Throws ModelError where a weight does not fit the dtype, WasmMemoryError where all of
 * them do not fit the memory, having freed what was packed.
 */
export function packWeights(
  checkpoint: Checkpoint,
  dtype: WeightDtype,
  math: MathName,
  memory: WasmMemory,
): PackedWeights {
  const taken: number[] = [];
  const allocate = (bytes: number): number => {
    const at = memory.allocate(bytes);
    taken.push(at);
    return at;
  };
  const matrix = (...tensors: StoredTensor[]) => packMatrix(tensors, { dtype, math }, memory, allocate);
  const vector = (...tensors: StoredTensor[]): number => {
    const values = tensors.flatMap((tensor) => [...valuesAsRead(widenTensor(tensor), math)]);
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
        router: layer.router ? matrix(layer.router) : null,
      })),
      finalNorm: vector(checkpoint.finalNorm),
      head: checkpoint.head === checkpoint.embedding ? embedding : matrix(checkpoint.head),
      get bytes() {
        return memory.bytesAt(taken);
      },
    };
  } catch (error) {
    for (const at of taken) memory.free(at);
    throw error;
  }
}
