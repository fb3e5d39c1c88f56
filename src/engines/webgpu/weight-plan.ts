import { PRODUCT_STORAGE, SUMS } from '../../kernels/epilogues.ts';
import type { PackedMatrix } from '../../kernels/pack.ts';
import { padded } from '../../kernels/packed-rows.ts';
import { resolveDtype, WEIGHT_FORMATS } from '../../kernels/weight-formats.ts';
import { unitsOf } from '../../kernels/weights/format.ts';
import { layoutOf, MOST_PIECES, type WeightLayout } from '../../kernels/weights/pieces.ts';
import type { Checkpoint, StoredTensor } from '../../model/checkpoint.ts';
import { type Operation, outputLabel } from '../../model/graph.ts';
import { modelGraph } from '../../model/model-graph.ts';
import { weightAt } from '../../model/model-weights.ts';
import type { WeightDtype } from '../../numerics/dtypes.ts';
import { type BufferLimits, largestStorage, vectorBytes } from './memory.ts';

/** A tensor's place in a matrix. */
export interface PlannedTensor {
  readonly tensor: StoredTensor;
  /** The matrix' quad that it begins at. */
  readonly to: number;
  /** Columns that are padded to whole quads: those of a head, or all. */
  readonly piece: number;
}

/** A matrix as it will lie on the device. */
export interface PlannedMatrix extends Omit<PackedMatrix, 'buffers'> {
  readonly label: string;
  readonly layout: WeightLayout;
  readonly tensors: readonly PlannedTensor[];
  /** Units that each of its buffers but the last holds: all, or a power of two. */
  readonly perBuffer: number;
  /** Bytes of each of its buffers. */
  readonly sizes: readonly number[];
}

/** Gains beside them are f32. */
export interface WeightPlan {
  readonly embedding: PlannedMatrix;
  readonly products: ReadonlyMap<string, PlannedMatrix>;
}

/** What a device lets one matrix take. */
export interface MatrixLimits {
  /** Bytes of a buffer that is bound whole. */
  readonly largest: number;
  /** Buffers that a matrix may be cut into. */
  readonly pieces: number;
  /** Storage buffers that a kernel may bind. */
  readonly storage: number;
}

/**
 * Beside weights a product that leaves its sums binds them and what every product does, and the embedding as many; an epilogue that binds more is done
 * without where they are cut into too many (`withinStorage`).
 */
const LEAST_BESIDE = PRODUCT_STORAGE + SUMS.storage;

/** A device's own. `guarded`: loops of visitors' kernels report to a buffer more (compile-edited.ts). */
export function matrixLimits(
  limits: BufferLimits & Pick<GPUSupportedLimits, 'maxStorageBuffersPerShaderStage'>,
  guarded = false,
): MatrixLimits {
  const storage = limits.maxStorageBuffersPerShaderStage - (guarded ? 1 : 0);
  return {
    largest: largestStorage(limits),
    pieces: Math.min(MOST_PIECES, storage - LEAST_BESIDE),
    storage,
  };
}

/** Bytes of the largest matrix that so many buffers hold, in every format, since a unit of each takes a power of two. */
export function largestMatrix({ largest, pieces }: MatrixLimits): number {
  return Math.max(largest, pieces * 2 ** shiftOf(largest, 1));
}

/** The matrices that a model's weights are packed into, by the labels of their operations; a tied head is the embedding. */
export function planWeights(checkpoint: Checkpoint, weights: WeightDtype, limits: MatrixLimits): WeightPlan {
  const graph = modelGraph(checkpoint.config);
  const { vocabSize } = checkpoint.config;
  const plan = (label: string, tensors: readonly StoredTensor[], piece: number): PlannedMatrix => {
    let quads = 0;
    const planned = tensors.map((tensor): PlannedTensor => {
      const to = quads;
      quads += ((tensor.shape[0] / piece) * padded(piece)) / 4;
      return { tensor, to, piece };
    });
    const terms = tensors[0].shape[1];
    const shape = { dtype: resolveDtype(weights, tensors), terms, groups: Math.ceil(terms / 4), quads };
    return { label, tensors: planned, ...shape, ...cut(shape, limits) };
  };
  const product = (operation: Operation): [string, PlannedMatrix] => {
    const tensors = operation.weights.map((weight) => weightAt(checkpoint, weight));
    const label = outputLabel(operation);
    return [label, plan(label, tensors, operation.shape[1])];
  };
  const embedding = plan('embedding', [checkpoint.embedding], vocabSize);
  const operations = graph.operations.filter(({ kind }) => kind === 'matmul' || kind === 'router');
  const own = operations.filter(({ name }) => name !== 'head' || checkpoint.head !== checkpoint.embedding);
  return { embedding, products: new Map(own.map(product)) };
}

/** How a matrix lies in buffers: in one where that holds it. */
function cut(
  { dtype, groups, quads }: Pick<PlannedMatrix, 'dtype' | 'groups' | 'quads'>,
  { largest }: MatrixLimits,
): Pick<PlannedMatrix, 'layout' | 'perBuffer' | 'sizes'> {
  const { block } = WEIGHT_FORMATS[dtype];
  const { unitBytes } = block;
  const all = unitsOf(block, { groups, quads });
  if (all * unitBytes <= largest) return { layout: dtype, perBuffer: all, sizes: [all * unitBytes] };
  const shift = shiftOf(largest, unitBytes);
  const perBuffer = 2 ** shift;
  const bindings = Math.ceil(all / perBuffer);
  const sizes = Array.from(
    { length: bindings },
    (_, i) => unitBytes * Math.min(perBuffer, all - i * perBuffer),
  );
  return { layout: layoutOf(dtype, { bindings, shift }), perBuffer, sizes };
}

/** A power of two, so that a shader finds a unit's buffer by a shift. */
function shiftOf(largest: number, unitBytes: number): number {
  return Math.floor(Math.log2(largest / unitBytes));
}

/** A plan's matrices in the order in which they are allocated. */
export function plannedMatrices({ embedding, products }: WeightPlan): readonly PlannedMatrix[] {
  return [embedding, ...products.values()];
}

/** The first matrix that the device's buffers cannot hold; null where all fit. */
export function tooLarge(plan: WeightPlan, { pieces }: MatrixLimits): PlannedMatrix | null {
  return plannedMatrices(plan).find(({ sizes }) => sizes.length > pieces) ?? null;
}

const UNBOUND: MatrixLimits = {
  largest: Number.POSITIVE_INFINITY,
  pieces: 1,
  storage: Number.POSITIVE_INFINITY,
};

/** Bytes of a checkpoint's weights on a device as an arm asks for them, each tensor in its own format where they are kept as stored; and of the largest matrix. */
export function checkpointMemory(
  checkpoint: Checkpoint,
  weights: WeightDtype,
): { readonly total: number; readonly largest: number } {
  const matrices = plannedMatrices(planWeights(checkpoint, weights, UNBOUND));
  const largest = Math.max(...matrices.map((matrix) => matrixBytes([matrix])));
  return { total: matrixBytes(matrices) + vectorBytes(checkpoint.config), largest };
}

/** Bytes that matrices take on the device. */
export function matrixBytes(matrices: readonly PlannedMatrix[]): number {
  return matrices.reduce((sum, { sizes }) => sizes.reduce((bytes, size) => bytes + size, sum), 0);
}
