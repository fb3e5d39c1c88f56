import type { BufferPool } from '../../gpu/buffers.ts';
import type { PackedMatrix } from '../../kernels/pack.ts';
import { packRows } from '../../kernels/packed-rows.ts';
import type { WeightLayout } from '../../kernels/weights/pieces.ts';
import type { Checkpoint, StoredTensor } from '../../model/checkpoint.ts';
import { outputLabel } from '../../model/graph.ts';
import type { MatmulName } from '../../model/operations.ts';
import { widenTensor } from '../../model/widen.ts';
import type { PlannedMatrix } from './weight-plan.ts';

/** A packed matrix on the device, in as many buffers as its layout says. */
export type GpuMatrix = Omit<PackedMatrix, 'buffers'> & {
  readonly layout: WeightLayout;
  readonly buffers: readonly GPUBuffer[];
};

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
  /** The embedding's own buffers where the checkpoint ties them. */
  readonly head: GpuMatrix;
  /** Layouts that occur, for the kernels to be compiled. */
  readonly layouts: ReadonlySet<WeightLayout>;
  destroy(): void;
}

/** Weights whose matrices are allocated, gains and biases uploaded beside them. Throws what the device has no memory for. */
export function assembleWeights(
  pool: BufferPool,
  checkpoint: Checkpoint,
  allocated: ReadonlyMap<PlannedMatrix, GpuMatrix>,
): GpuWeights {
  const matrices = new Map([...allocated].map(([{ label }, matrix]) => [label, matrix]));
  const gain = (tensor: StoredTensor) => pool.upload(tensor.name, widenTensor(tensor));
  /** Weights of one dimension that a kernel reads together, by heads. */
  const byHeads = (label: string, tensors: readonly (StoredTensor | undefined)[]) => {
    const present = tensors.filter((tensor) => tensor !== undefined);
    if (present.length === 0) return null;
    const values = present.flatMap((tensor) => [...widenTensor(tensor)]);
    const rows = packRows(Float32Array.from(values), checkpoint.config.headDim, 'f32');
    return pool.uploadUniform(label, rows);
  };
  const product = (layer: number, name: MatmulName) => matrices.get(outputLabel({ layer, name }))!;
  const embedding = matrices.get('embedding')!;
  return {
    embedding,
    layers: checkpoint.layers.map(
      ({ inputNorm, postNorm, qBias, kBias, vBias, qNorm, kNorm }, layer): GpuLayer => ({
        inputNorm: gain(inputNorm!),
        qkv: product(layer, 'qkv'),
        qkvBias: byHeads(`layer${layer}.qkv_bias`, [qBias, kBias, vBias]),
        qkNorm: byHeads(`layer${layer}.qk_norm`, [qNorm, kNorm]),
        o: product(layer, 'o'),
        postNorm: gain(postNorm!),
        gateUp: product(layer, 'gate_up'),
        down: product(layer, 'down'),
      }),
    ),
    finalNorm: gain(checkpoint.finalNorm),
    head: matrices.get('head') ?? embedding,
    layouts: new Set([...matrices.values()].map(({ layout }) => layout)),
    destroy: () => pool.destroy(),
  };
}
