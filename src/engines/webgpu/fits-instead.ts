import { WEIGHT_FORMATS } from '../../kernels/weight-formats.ts';
import { packedBytes } from '../../kernels/weights/format.ts';
import type { ModelConfig } from '../../model/model-config.ts';
import { PACKED_DTYPES, type PackedDtype } from '../../numerics/dtypes.ts';
import type { ArmSpec } from '../../steps/arm-spec.ts';
import { BLOCK_POSITIONS } from '../../steps/kv-blocks.ts';
import { kvMemory, vectorBytes, weightMemory } from './memory.ts';
import { largestMatrix, type MatrixLimits, matrixBytes, type PlannedMatrix } from './weight-plan.ts';

/** Says that a matrix is too large for a device's buffers, and in what it would fit. */
export function fitsInstead(matrix: PlannedMatrix, limits: MatrixLimits): string {
  const allowed = largestMatrix(limits);
  const needs = `needs ${words(matrixBytes([matrix]))} bytes in ${matrix.dtype}, the adapter allows ${words(allowed)} in ${limits.pieces} buffers`;
  const smaller = PACKED_DTYPES.filter((dtype) => bytesIn(matrix, dtype) <= allowed);
  return smaller.length > 0
    ? `${needs}; it fits as ${smaller.join(' or ')}`
    : `${needs}; a model with a smaller one fits`;
}

/**
 * Says what a device's memory had room for when it was full, and what takes no more. `matrices`: all, of which `room` bytes were allocated; gains and
 * biases come after them.
 */
export function fitsInsteadOf(matrices: readonly PlannedMatrix[], room: number, config: ModelConfig): string {
  const vectors = vectorBytes(config);
  const total = matrixBytes(matrices) + vectors;
  const held = new Set(matrices.map(({ dtype }) => dtype));
  const found = `the weights take ${words(total)} bytes, of which ${words(room)} had room`;
  const smaller = PACKED_DTYPES.map((dtype) => ({
    dtype,
    bytes: matrices.reduce((sum, matrix) => sum + bytesIn(matrix, dtype), vectors),
  })).filter(({ bytes }) => bytes <= room);
  const options = smaller
    .filter(({ dtype }) => !held.has(dtype))
    .map(({ dtype, bytes }) => `${dtype} weights (${words(bytes)} bytes)`);
  const layers = layersWithin(matrices, room - vectors, config);
  if (layers > 0) options.push(`${layers} of its ${config.layers} layers`);
  options.push('a smaller model');
  // Whatever else is on the device has taken the room: first of all the keys and values of other arms.
  return `${found}: what fits is ${options.join(', or ')}; a shorter context of the arms beside it leaves more`;
}

/** Says what an arm takes that a device's memory had no room for, and what takes less. `weights`: what its matrices are held in. */
export function smallerArm(config: ModelConfig, spec: ArmSpec, weights: ReadonlySet<PackedDtype>): string {
  const bytes = kvMemory(config, spec);
  const positions = spec.limits.blocks * BLOCK_POSITIONS;
  const options = ['a shorter context or fewer requests at once'];
  if (spec.activations === 'f32') options.push(`bf16 or f16 activations (${words(bytes / 2)} bytes)`);
  options.push(...smallerWeights(config, weights));
  return `its keys and values take ${words(bytes)} bytes for ${words(positions)} positions, and less with ${options.join(', ')}`;
}

/** Formats in which a model's weights take less than in what they are held in, those of one size together. */
function smallerWeights(config: ModelConfig, held: ReadonlySet<PackedDtype>): string[] {
  const now = Math.max(...[...held].map((dtype) => weightMemory(config, dtype).total));
  const saved = (dtype: PackedDtype) => now - weightMemory(config, dtype).total;
  const savings = new Set(PACKED_DTYPES.map(saved).filter((bytes) => bytes > 0));
  return [...savings].map((bytes) => {
    const formats = PACKED_DTYPES.filter((dtype) => saved(dtype) === bytes);
    return `${formats.join(' or ')} weights (${words(bytes)} bytes less)`;
  });
}

/** Layers that the room holds beside the matrices that are in none. */
function layersWithin(matrices: readonly PlannedMatrix[], room: number, { layers }: ModelConfig): number {
  const inLayers = matrixBytes(matrices.filter(({ label }) => label.startsWith('layer')));
  const outside = matrixBytes(matrices) - inLayers;
  return Math.floor(Math.max(0, room - outside) / (inLayers / layers));
}

function bytesIn(matrix: PlannedMatrix, dtype: PackedDtype): number {
  return packedBytes(WEIGHT_FORMATS[dtype].block, matrix);
}

const words = (bytes: number) => bytes.toLocaleString('en');
