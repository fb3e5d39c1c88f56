import { BufferPool } from '../../gpu/buffers.ts';
import type { Gpu } from '../../gpu/device.ts';
import { type Column, headColumns, type PackedMatrix, packMatrix, wholeColumns } from '../../kernels/pack.ts';
import type { Checkpoint, LayerTensors, StoredTensor } from '../../model/checkpoint.ts';
import { type PackedDtype, resolveDtype } from '../../model/convert.ts';
import { widenTensor } from '../../model/widen.ts';
import type { WeightDtype } from '../../numerics/dtypes.ts';

/** A packed matrix on the device. */
export type GpuMatrix = Omit<PackedMatrix, 'bytes'> & { readonly buffer: GPUBuffer };

export interface GpuLayer {
  readonly inputNorm: GPUBuffer;
  readonly qkv: GpuMatrix;
  readonly o: GpuMatrix;
  readonly postNorm: GPUBuffer;
  readonly gateUp: GpuMatrix;
  readonly down: GpuMatrix;
}

/** A checkpoint's weights on the device in one dtype; norms are always f32. */
export interface GpuWeights {
  readonly embedding: GpuMatrix;
  readonly layers: readonly GpuLayer[];
  readonly finalNorm: GPUBuffer;
  /** The embedding's own buffer where the checkpoint ties them. */
  readonly head: GpuMatrix;
  /** Dtypes that occur, for the kernels to be compiled. */
  readonly dtypes: ReadonlySet<PackedDtype>;
  destroy(): void;
}

/** Packs and uploads a checkpoint. Throws ModelError where a weight does not fit the dtype, GpuError where a buffer does not fit. */
export function uploadWeights(gpu: Gpu, checkpoint: Checkpoint, weights: WeightDtype): GpuWeights {
  const pool = new BufferPool(gpu, 'weights');
  const dtypes = new Set<PackedDtype>();
  const matrix = (label: string, columns: readonly Column[], tensors: readonly StoredTensor[]): GpuMatrix => {
    const { bytes, ...packed } = packMatrix(columns, tensors[0].shape[1], resolveDtype(weights, tensors));
    dtypes.add(packed.dtype);
    return { ...packed, buffer: pool.upload(label, bytes) };
  };
  const whole = (label: string, ...tensors: StoredTensor[]) =>
    matrix(label, tensors.flatMap(wholeColumns), tensors);
  const gain = (tensor: StoredTensor) => pool.upload(tensor.name, widenTensor(tensor));
  const layer = (tensors: LayerTensors, index: number): GpuLayer => {
    const { q, k, v } = tensors;
    const heads = [q, k, v].flatMap((tensor) => headColumns(tensor, checkpoint.config.headDim));
    return {
      inputNorm: gain(tensors.inputNorm),
      qkv: matrix(`layer${index}.qkv`, heads, [q, k, v]),
      o: whole(`layer${index}.o`, tensors.o),
      postNorm: gain(tensors.postNorm),
      gateUp: whole(`layer${index}.gate_up`, tensors.gate, tensors.up),
      down: whole(`layer${index}.down`, tensors.down),
    };
  };
  const embedding = whole('embedding', checkpoint.embedding);
  const tied = checkpoint.head === checkpoint.embedding;
  return {
    embedding,
    layers: checkpoint.layers.map(layer),
    finalNorm: gain(checkpoint.finalNorm),
    head: tied ? embedding : whole('head', checkpoint.head),
    dtypes,
    destroy: () => pool.destroy(),
  };
}
