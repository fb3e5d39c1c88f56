import { BufferPool, withinMemory } from '../../gpu/buffers.ts';
import type { Gpu } from '../../gpu/device.ts';
import { deviceWait } from '../../gpu/device-wait.ts';
import { GpuLimitError, GpuMemoryError } from '../../gpu/errors.ts';
import type { PackedMatrix } from '../../kernels/pack.ts';
import { packRows } from '../../kernels/packed-rows.ts';
import type { WeightLayout } from '../../kernels/weights/pieces.ts';
import { type Checkpoint, type StoredTensor, tensorSize } from '../../model/checkpoint.ts';
import { outputLabel } from '../../model/graph.ts';
import type { ModelConfig } from '../../model/model-config.ts';
import type { MatmulName } from '../../model/operations.ts';
import { widenTensor } from '../../model/widen.ts';
import type { WeightDtype } from '../../numerics/dtypes.ts';
import { fitsInstead, fitsInsteadOf } from './fits-instead.ts';
import {
  type MatrixLimits,
  matrixBytes,
  matrixLimits,
  type PlannedMatrix,
  plannedMatrices,
  planWeights,
  tooLarge,
} from './weight-plan.ts';
import { type UploadWatch, WeightUpload } from './weight-upload.ts';

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
  destroy(): void;
}

/** Bytes of weights, as stored, that are on the device, and of all. */
export type OnUploaded = (done: number, total: number) => void;

export interface UploadOptions {
  readonly onProgress?: OnUploaded | undefined;
  /** Looked at before each piece of a tensor. */
  readonly signal?: AbortSignal | undefined;
  /** Default: the device's. Tests have a small one. */
  readonly limits?: MatrixLimits | undefined;
  /** Bytes of a tensor that are on their way at a time. Tests have few. */
  readonly pieceBytes?: number | undefined;
}

/**
 * Allocates a checkpoint's weights, then reads or generates and packs them, tensor by tensor and piece by piece. Throws what `allocateWeights`
 * throws, before anything is read; ModelError where a weight does not fit the dtype or cannot be read; and the signal's reason. Nothing is left on
 * the device then.
 */
export async function uploadWeights(
  gpu: Gpu,
  checkpoint: Checkpoint,
  weights: WeightDtype,
  { onProgress, signal, limits, pieceBytes }: UploadOptions = {},
): Promise<GpuWeights> {
  signal?.throwIfAborted();
  const allocated = await allocateWeights(gpu, checkpoint, weights, limits);
  const tensors = [...allocated.matrices.keys()].flatMap((matrix) => matrix.tensors);
  const total = tensors.reduce((sum, { tensor }) => sum + tensorSize(tensor), 0);
  let done = 0;
  const onBytes = (bytes: number) => {
    done += bytes;
    onProgress?.(done, total);
  };
  try {
    await fillWeights(gpu, allocated, { onBytes, signal, pieceBytes });
    return allocated.weights;
  } catch (error) {
    allocated.weights.destroy();
    throw withWhatFits(error, [...allocated.matrices.keys()], checkpoint.config);
  }
}

/**
 * The same with nothing in the matrices yet. Throws GpuError saying what would fit: before anything is allocated where a matrix is too large for the
 * device's buffers, and where its memory does not suffice for the matrices or for the gains and biases beside them.
 */
export async function allocateWeights(
  gpu: Gpu,
  checkpoint: Checkpoint,
  weights: WeightDtype,
  limits: MatrixLimits = matrixLimits(gpu.device.limits),
): Promise<AllocatedWeights> {
  const plan = planWeights(checkpoint, weights, limits);
  const large = tooLarge(plan, limits);
  if (large) throw new GpuLimitError(`weights.${large.label}`, fitsInstead(large, limits));
  const pool = new BufferPool(gpu, 'weights');
  try {
    const planned = plannedMatrices(plan);
    const matrices = await allocate(gpu, pool, checkpoint, planned);
    const vectors = () => assembled(pool, checkpoint, matrices);
    const weights = await deviceWait(gpu, withinMemory(gpu.device, 'weights.gains', vectors)).catch(
      (error: unknown) => {
        throw withWhatFits(error, planned, checkpoint.config);
      },
    );
    return { weights, matrices };
  } catch (error) {
    pool.destroy();
    throw error;
  }
}

type Allocated = ReadonlyMap<PlannedMatrix, GpuMatrix>;

export interface AllocatedWeights {
  readonly weights: GpuWeights;
  readonly matrices: Allocated;
}

/** One after the other, so that it is known how much there was room for. */
async function allocate(
  gpu: Gpu,
  pool: BufferPool,
  checkpoint: Checkpoint,
  matrices: readonly PlannedMatrix[],
): Promise<Allocated> {
  const allocated = new Map<PlannedMatrix, GpuMatrix>();
  let bytes = 0;
  for (const matrix of matrices) {
    const { label, dtype, layout, terms, groups, quads, sizes } = matrix;
    const storage = () => sizes.map((size) => pool.storage(label, size));
    const buffers = await deviceWait(gpu, withinMemory(gpu.device, `weights.${label}`, storage)).catch(
      (error: unknown) => {
        throw withWhatFits(error, matrices, checkpoint.config, bytes);
      },
    );
    allocated.set(matrix, { dtype, layout, terms, groups, quads, buffers });
    bytes += matrixBytes([matrix]);
  }
  return allocated;
}

/** An error of a device that was full says what fits, others are as they were. `room`: bytes of matrices that were allocated, by default all. */
function withWhatFits(
  error: unknown,
  matrices: readonly PlannedMatrix[],
  config: ModelConfig,
  room = matrixBytes(matrices),
): unknown {
  return error instanceof GpuMemoryError ? error.instead(fitsInsteadOf(matrices, room, config)) : error;
}

/** Packs a checkpoint's tensors into what was allocated for them. Throws ModelError and the signal's reason, as `uploadWeights`. */
export async function fillWeights(gpu: Gpu, allocated: AllocatedWeights, watch: UploadWatch): Promise<void> {
  const matrices = [...allocated.matrices];
  const tensors = matrices.reduce((sum, [{ tensors }]) => sum + tensors.length, 0);
  const upload = new WeightUpload(gpu, tensors, watch);
  try {
    for (const [planned, { buffers }] of matrices) {
      for (const { tensor, to, piece } of planned.tensors)
        await upload.pack(tensor, { ...planned, buffers, to, piece });
    }
    await upload.end();
    gpu.errors.check();
  } finally {
    upload.destroy();
  }
}

function assembled(pool: BufferPool, checkpoint: Checkpoint, allocated: Allocated): GpuWeights {
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
    destroy: () => pool.destroy(),
  };
}
