import { padded } from '../../kernels/packed-rows.ts';
import { ACTIVATION_BYTES } from '../../kernels/preludes.ts';
import { tensorsOf } from '../../model/graph.ts';
import type { ModelConfig } from '../../model/model-config.ts';
import { modelGraph } from '../../model/model-graph.ts';
import type { MatmulName } from '../../model/operations.ts';
import { forEachMatmul, MATMULS } from '../../model/operations.ts';
import type { ArmSpec } from '../../steps/arm-spec.ts';
import { BLOCK_POSITIONS } from '../../steps/kv-blocks.ts';
import { productOf } from './products.ts';

/** The two limits of an adapter that decide what fits. */
export type BufferLimits = Pick<GPUSupportedLimits, 'maxBufferSize' | 'maxStorageBufferBindingSize'>;

/** Bytes of the largest buffer of storage that an adapter takes. */
export function largestStorage({ maxBufferSize, maxStorageBufferBindingSize }: BufferLimits): number {
  return Math.min(maxBufferSize, maxStorageBufferBindingSize);
}

/** Elements of each matrix as it is packed on the device; the embedding of a tied head is the head. */
function packedMatrices(config: ModelConfig): Record<MatmulName, number> {
  return forEachMatmul((name) => {
    const { groups, quads } = productOf(config, name, 1);
    return groups * quads * 16;
  });
}

/** Bytes of a model's weights on the device, `each` a weight (gains and biases are f32), and of the largest matrix, which one buffer holds. */
export function weightMemory(
  config: ModelConfig,
  each: 2 | 4,
): { readonly total: number; readonly largest: number; readonly matrix: MatmulName } {
  const { head, ...layer } = packedMatrices(config);
  const perLayer = Object.values(layer).reduce((sum, elements) => sum + elements, 0);
  const matrices = config.layers * perLayer + (config.tiedHead ? 1 : 2) * head;
  const sizes = { ...layer, head };
  const matrix = MATMULS.reduce((most, name) => (sizes[name] > sizes[most] ? name : most));
  return { total: each * matrices + vectorBytes(config), largest: each * sizes[matrix], matrix };
}

/** Bytes of a model's gains and biases, f32 on the device. */
export function vectorBytes(config: ModelConfig): number {
  const vectors = tensorsOf(modelGraph(config)).filter(({ shape }) => shape.length === 1);
  return vectors.reduce((sum, { shape: [elements] }) => sum + 4 * elements, 0);
}

/** Bytes of an arm's keys and values: (layers, k and v, slots, kv_heads, head_dim). */
export function kvMemory(
  { layers, kvHeads, headDim }: ModelConfig,
  { limits, activations }: Pick<ArmSpec, 'limits' | 'activations'>,
): number {
  const elements = limits.blocks * BLOCK_POSITIONS * kvHeads * padded(headDim);
  return layers * 2 * elements * ACTIVATION_BYTES[activations];
}
