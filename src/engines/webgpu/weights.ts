import { BufferPool } from '../../gpu/buffers.ts';
import type { Gpu } from '../../gpu/device.ts';
import { GpuLimitError } from '../../gpu/errors.ts';
import { headColumns, type PackedMatrix, packMatrix } from '../../kernels/pack.ts';
import { packRows } from '../../kernels/packed-rows.ts';
import { resolveDtype } from '../../kernels/weight-formats.ts';
import type { Checkpoint, StoredTensor } from '../../model/checkpoint.ts';
import { operationAt, outputLabel } from '../../model/graph.ts';
import { modelGraph } from '../../model/model-graph.ts';
import { weightAt } from '../../model/model-weights.ts';
import type { MatmulName } from '../../model/operations.ts';
import { widenTensor } from '../../model/widen.ts';
import type { PackedDtype, WeightDtype } from '../../numerics/dtypes.ts';
import { largestStorage } from './memory.ts';
import { packedElements } from './products.ts';

/** A packed matrix on the device. */
export type GpuMatrix = Omit<PackedMatrix, 'buffers'> & { readonly buffers: readonly GPUBuffer[] };

export interface GpuLayer {
  readonly inputNorm: GPUBuffer;
  readonly qkv: GpuMatrix;
  /** (heads + 2 * kv_heads, head_dim) f32; null where the model has none. */
  readonly qkvBias: GPUBuffer | null;
  /** (2, head_dim) f32, of queries and of keys; null where the model has none. */
  readonly qkNorm: GPUBuffer | null;
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

/**
 * Packs and uploads a checkpoint. Throws ModelError where a weight does not fit the dtype, GpuError, before anything is allocated, where
 * a matrix does not fit a buffer.
 */
export function uploadWeights(gpu: Gpu, checkpoint: Checkpoint, weights: WeightDtype): GpuWeights {
  refuseTooLarge(gpu, checkpoint, weights);
  const pool = new BufferPool(gpu, 'weights');
  try {
    return uploadTo(pool, checkpoint, weights);
  } catch (error) {
    pool.destroy();
    throw error;
  }
}

/** Before anything is packed or allocated: the largest matrix decides, since one buffer holds it. */
function refuseTooLarge({ device }: Gpu, checkpoint: Checkpoint, weights: WeightDtype): void {
  const allowed = largestStorage(device.limits);
  for (const operation of modelGraph(checkpoint.config).operations) {
    if (operation.kind !== 'matmul') continue;
    const tensors = operation.weights.map((weight) => weightAt(checkpoint, weight));
    const bytes = resolveDtype(weights, tensors) === 'f32' ? 4 : 2;
    const wanted = bytes * packedElements(operation) * 4 * Math.ceil(tensors[0].shape[1] / 4);
    if (wanted > allowed)
      throw new GpuLimitError(
        `weights.${outputLabel(operation)}`,
        `needs ${wanted.toLocaleString('en')} bytes in one buffer, the adapter allows ${allowed.toLocaleString('en')}`,
      );
  }
}

function uploadTo(pool: BufferPool, checkpoint: Checkpoint, weights: WeightDtype): GpuWeights {
  const dtypes = new Set<PackedDtype>();
  const graph = modelGraph(checkpoint.config);
  const matrix = (label: string, tensors: readonly StoredTensor[], piece: number): GpuMatrix => {
    const columns = tensors.flatMap((tensor) => headColumns(tensor, piece));
    const { buffers, ...packed } = packMatrix(columns, tensors[0].shape[1], resolveDtype(weights, tensors));
    dtypes.add(packed.dtype);
    return { ...packed, buffers: buffers.map((bytes) => pool.upload(label, bytes)) };
  };
  const gain = (tensor: StoredTensor) => pool.upload(tensor.name, widenTensor(tensor));
  /** Weights of one dimension that a kernel reads together, by heads. */
  const byHeads = (label: string, tensors: readonly (StoredTensor | undefined)[]) => {
    const present = tensors.filter((tensor) => tensor !== undefined);
    if (present.length === 0) return null;
    const values = present.flatMap((tensor) => [...widenTensor(tensor)]);
    const rows = packRows(Float32Array.from(values), checkpoint.config.headDim, 'f32');
    return pool.upload(label, rows);
  };
  const product = (layer: number | null, name: MatmulName): GpuMatrix => {
    const operation = operationAt(graph, { layer, name });
    const tensors = operation.weights.map((weight) => weightAt(checkpoint, weight));
    return matrix(outputLabel(operation), tensors, operation.shape[1]);
  };
  const embedding = matrix('embedding', [checkpoint.embedding], checkpoint.config.vocabSize);
  const layers = checkpoint.layers.map(
    ({ inputNorm, postNorm, qBias, kBias, vBias, qNorm, kNorm }, layer): GpuLayer => ({
      inputNorm: gain(inputNorm),
      qkv: product(layer, 'qkv'),
      qkvBias: byHeads(`layer${layer}.qkv_bias`, [qBias, kBias, vBias]),
      qkNorm: byHeads(`layer${layer}.qk_norm`, [qNorm, kNorm]),
      o: product(layer, 'o'),
      postNorm: gain(postNorm),
      gateUp: product(layer, 'gate_up'),
      down: product(layer, 'down'),
    }),
  );
  return {
    embedding,
    layers,
    finalNorm: gain(checkpoint.finalNorm),
    head: checkpoint.head === checkpoint.embedding ? embedding : product(null, 'head'),
    dtypes,
    destroy: () => pool.destroy(),
  };
}
