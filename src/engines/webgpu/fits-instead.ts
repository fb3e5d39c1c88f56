import { WEIGHT_FORMATS } from '../../kernels/weight-formats.ts';
import type { ModelConfig } from '../../model/config.ts';
import { PACKED_DTYPES } from '../../numerics/dtypes.ts';
import { largestMatrix, type MatrixLimits, type PlannedMatrix } from './weight-plan.ts';

/** Says that a matrix is too large for a device's buffers, and in what it would fit. */
export function fitsInstead(matrix: PlannedMatrix, limits: MatrixLimits): string {
  const allowed = largestMatrix(limits, matrix.dtype);
  const needs = `needs ${words(sizeOf(matrix))} bytes in ${matrix.dtype}, the adapter allows ${words(allowed)} in ${limits.pieces} buffers`;
  const smaller = PACKED_DTYPES.filter((dtype) => bytesIn(matrix, dtype) <= largestMatrix(limits, dtype));
  return smaller.length > 0
    ? `${needs}; it fits as ${smaller.join(' or ')}`
    : `${needs}; a model with a smaller one fits`;
}

/** Says what a device's memory had room for when it was full, and what takes no more. `matrices`: all, of which `room` bytes were allocated. */
export function fitsInsteadOf(matrices: readonly PlannedMatrix[], room: number, config: ModelConfig): string {
  const total = matrices.reduce((sum, matrix) => sum + sizeOf(matrix), 0);
  const held = new Set(matrices.map(({ dtype }) => dtype));
  const found = `the weights take ${words(total)} bytes, of which ${words(room)} had room`;
  const smaller = PACKED_DTYPES.map((dtype) => ({
    dtype,
    bytes: matrices.reduce((sum, matrix) => sum + bytesIn(matrix, dtype), 0),
  })).filter(({ bytes }) => bytes <= room);
  const options = smaller
    .filter(({ dtype }) => !held.has(dtype))
    .map(({ dtype, bytes }) => `${dtype} weights (${words(bytes)} bytes)`);
  const layers = layersWithin(matrices, room, config);
  if (layers > 0) options.push(`${layers} of its ${config.layers} layers`);
  options.push('a smaller model');
  // Whatever else is on the device has taken the room: first of all the keys and values of other arms.
  return `${found}: what fits is ${options.join(', or ')}; a shorter context of the arms beside it leaves more`;
}

/** Layers that the room holds beside the matrices that are in none. */
function layersWithin(matrices: readonly PlannedMatrix[], room: number, { layers }: ModelConfig): number {
  const sum = (some: readonly PlannedMatrix[]) => some.reduce((bytes, matrix) => bytes + sizeOf(matrix), 0);
  const inLayers = matrices.filter(({ label }) => label.startsWith('layer'));
  const outside = sum(matrices) - sum(inLayers);
  return Math.floor(Math.max(0, room - outside) / (sum(inLayers) / layers));
}

function sizeOf({ sizes }: PlannedMatrix): number {
  return sizes.reduce((sum, size) => sum + size, 0);
}

function bytesIn({ groups, quads }: PlannedMatrix, dtype: (typeof PACKED_DTYPES)[number]): number {
  return groups * quads * WEIGHT_FORMATS[dtype].quadBytes;
}

const words = (bytes: number) => bytes.toLocaleString('en');
