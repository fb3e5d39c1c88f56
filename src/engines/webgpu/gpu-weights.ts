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
  /** Null where no norm stands before attention. */
  readonly inputNorm: GPUBuffer | null;
  readonly qkv: GpuMatrix;
  /** (heads + 2 * kv_heads, head_dim) f32; null where the model has none. */
  readonly qkvBias: GPUBuffer | null;
  /** (2, head_dim) f32, of queries and of keys, or of whole projections (heads + kv_heads, head_dim); null where the model has none. */
  readonly qkNorm: GPUBuffer | null;
  readonly o: GpuMatrix;
  /** (hidden) f32; so are the others of o and down, each null where the model has none. */
  readonly oBias: GPUBuffer | null;
  readonly oNorm: GPUBuffer | null;
  /** Null where no norm stands before the MLP. */
  readonly postNorm: GPUBuffer | null;
  /** (experts, hidden) of a mixture; null where the model has one MLP a layer. */
  readonly router: GpuMatrix | null;
  /** Of a mixture the gates of all experts, then their ups. */
  readonly gateUp: GpuMatrix;
  /** (2, intermediate) f32; null where the model has none. */
  readonly gateUpBias: GPUBuffer | null;
  readonly down: GpuMatrix;
  readonly downBias: GPUBuffer | null;
  readonly downNorm: GPUBuffer | null;
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
  /** Whether every weight of its matrices is known to be an operand of portable arithmetic (kernels/preludes.ts). */
  readonly operands: boolean;
  /** Of all its buffers. */
  readonly bytes: number;
  destroy(): void;
}

/** Weights whose matrices are allocated, gains and biases uploaded beside them. Throws what the device has no memory for. */
export function assembleWeights(
  pool: BufferPool,
  checkpoint: Checkpoint,
  allocated: ReadonlyMap<PlannedMatrix, GpuMatrix>,
): GpuWeights {
  const matrices = new Map([...allocated].map(([{ label }, matrix]) => [label, matrix]));
  const vector = (tensor: StoredTensor) => pool.upload(tensor.name, widenTensor(tensor));
  const some = (tensor: StoredTensor | undefined) => (tensor ? vector(tensor) : null);
  /** Weights of one dimension that a kernel reads together, by heads. */
  const byHeads = (label: string, tensors: readonly (StoredTensor | undefined)[]) => {
    const present = tensors.filter((tensor) => tensor !== undefined);
    if (present.length === 0) return null;
    const values = present.flatMap((tensor) => [...widenTensor(tensor)]);
    const rows = packRows(Float32Array.from(values), checkpoint.config.headDim, 'f32');
    return pool.uploadUniform(label, rows);
  };
  const ofGateUp = (layer: number) => {
    const { gateBias, upBias } = checkpoint.layers[layer];
    if (!gateBias || !upBias) return null;
    const values = Float32Array.from([gateBias, upBias].flatMap((tensor) => [...widenTensor(tensor)]));
    const { intermediateSize } = checkpoint.config;
    return pool.upload(`layer${layer}.gate_up_bias`, packRows(values, intermediateSize, 'f32'));
  };
  const product = (layer: number, name: MatmulName) => matrices.get(outputLabel({ layer, name }))!;
  const embedding = matrices.get('embedding')!;
  return {
    embedding,
    layers: checkpoint.layers.map(
      (of, layer): GpuLayer => ({
        inputNorm: some(of.inputNorm),
        qkv: product(layer, 'qkv'),
        qkvBias: byHeads(`layer${layer}.qkv_bias`, [of.qBias, of.kBias, of.vBias]),
        qkNorm: byHeads(`layer${layer}.qk_norm`, [of.qNorm, of.kNorm]),
        o: product(layer, 'o'),
        oBias: some(of.oBias),
        oNorm: some(of.oNorm),
        postNorm: some(of.postNorm),
        router: matrices.get(outputLabel({ layer, name: 'router' })) ?? null,
        gateUp: product(layer, 'gate_up'),
        gateUpBias: ofGateUp(layer),
        down: product(layer, 'down'),
        downBias: some(of.downBias),
        downNorm: some(of.downNorm),
      }),
    ),
    finalNorm: vector(checkpoint.finalNorm),
    head: matrices.get('head') ?? embedding,
    layouts: new Set([...matrices.values()].map(({ layout }) => layout)),
    operands: false,
    get bytes() {
      return pool.bytes;
    },
    destroy: () => pool.destroy(),
  };
}

/** Layouts in which layers hold what a mixture's kernels read. */
export function expertLayoutsOf(layers: readonly GpuLayer[]): ReadonlySet<WeightLayout> {
  const matrices = layers.flatMap(({ router, gateUp, down }) => [gateUp, down, ...(router ? [router] : [])]);
  return new Set(matrices.map(({ layout }) => layout));
}
