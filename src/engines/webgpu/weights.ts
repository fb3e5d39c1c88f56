import { BufferPool, withinMemory } from '../../gpu/buffers.ts';
import type { Gpu } from '../../gpu/device.ts';
import { deviceWait } from '../../gpu/device-wait.ts';
import { GpuLimitError, GpuMemoryError } from '../../gpu/errors.ts';
import { type Checkpoint, tensorSize } from '../../model/checkpoint.ts';
import type { ModelConfig } from '../../model/model-config.ts';
import type { WeightDtype } from '../../numerics/dtypes.ts';
import { fitsInstead, fitsInsteadOf } from './fits-instead.ts';
import { assembleWeights, type GpuMatrix, type GpuWeights } from './gpu-weights.ts';
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
    const operands = await fillWeights(gpu, allocated, { onBytes, signal, pieceBytes });
    return { ...allocated.weights, operands };
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
  const allowed = withinExperts(limits, checkpoint.config);
  const plan = planWeights(checkpoint, weights, allowed);
  const large = tooLarge(plan, allowed);
  if (large) throw new GpuLimitError(`weights.${large.label}`, fitsInstead(large, allowed));
  const pool = new BufferPool(gpu, 'weights');
  try {
    const planned = plannedMatrices(plan);
    const matrices = await allocate(gpu, pool, checkpoint, planned);
    const vectors = () => assembleWeights(pool, checkpoint, matrices);
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

/** Kernels of a mixture bind four buffers beside their weights. */
function withinExperts(limits: MatrixLimits, { experts }: ModelConfig): MatrixLimits {
  return experts ? { ...limits, pieces: Math.min(limits.pieces, limits.storage - 4) } : limits;
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

/**
 * Packs a checkpoint's tensors into what was allocated for them. Throws ModelError and the signal's reason, as `uploadWeights`.
 * @returns whether all are operands of portable arithmetic.
 */
export async function fillWeights(
  gpu: Gpu,
  allocated: AllocatedWeights,
  watch: UploadWatch,
): Promise<boolean> {
  const matrices = [...allocated.matrices];
  const tensors = matrices.reduce((sum, [{ tensors }]) => sum + tensors.length, 0);
  const upload = new WeightUpload(gpu, tensors, watch);
  try {
    for (const [planned, { buffers }] of matrices) {
      for (const { tensor, to, piece } of planned.tensors)
        await upload.pack(tensor, { ...planned, buffers, to, piece });
    }
    const operands = await upload.end();
    gpu.errors.check();
    return operands;
  } finally {
    upload.destroy();
  }
}
