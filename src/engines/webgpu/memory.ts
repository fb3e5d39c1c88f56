import { padded } from '../../kernels/packed-rows.ts';
import { ACTIVATION_BYTES } from '../../kernels/preludes.ts';
import { WEIGHT_FORMATS } from '../../kernels/weight-formats.ts';
import { packedBytes } from '../../kernels/weights/format.ts';
import { tensorsOf } from '../../model/graph.ts';
import type { ModelConfig } from '../../model/model-config.ts';
import { modelGraph } from '../../model/model-graph.ts';
import type { MatmulName } from '../../model/operations.ts';
import { forEachMatmul, MATMULS } from '../../model/operations.ts';
import type { PackedDtype } from '../../numerics/dtypes.ts';
import type { ArmSpec } from '../../steps/arm-spec.ts';
import { BLOCK_POSITIONS } from '../../steps/kv-blocks.ts';
import { productOf } from './products.ts';

/** The two limits of an adapter that decide what fits. */
export type BufferLimits = Pick<GPUSupportedLimits, 'maxBufferSize' | 'maxStorageBufferBindingSize'>;

/** Bytes of the largest buffer of storage that an adapter takes. */
export function largestStorage({ maxBufferSize, maxStorageBufferBindingSize }: BufferLimits): number {
  return Math.min(maxBufferSize, maxStorageBufferBindingSize);
}

/** Bytes of each matrix as it is packed on the device; the embedding of a tied head is the head. */
function packedMatrices(config: ModelConfig, weights: PackedDtype): Record<MatmulName, number> {
  const { block } = WEIGHT_FORMATS[weights];
  return forEachMatmul((name) => {
    const { groups, quads } = productOf(config, name, 1);
    return packedBytes(block, { groups, quads: quads * timesHeld(config, name) });
  });
}

/** Of a mixture all experts are held, where a row goes through some. */
function timesHeld({ experts }: ModelConfig, name: MatmulName): number {
  return experts && (name === 'gate_up' || name === 'down') ? experts.count / experts.perToken : 1;
}

function routerBytes({ experts, hiddenSize }: ModelConfig, weights: PackedDtype): number {
  const [groups, quads] = [padded(hiddenSize) / 4, padded(experts?.count ?? 0) / 4];
  return packedBytes(WEIGHT_FORMATS[weights].block, { groups, quads });
}

/** Bytes of a model's weights on the device in a format (gains and biases are f32), and of the largest matrix, which one buffer holds. */
export function weightMemory(
  config: ModelConfig,
  weights: PackedDtype,
): { readonly total: number; readonly largest: number; readonly matrix: MatmulName } {
  const { head, ...layer } = packedMatrices(config, weights);
  const products = Object.values(layer).reduce((sum, bytes) => sum + bytes, 0);
  const perLayer = products + routerBytes(config, weights);
  const matrices = config.layers * perLayer + (config.tiedHead ? 1 : 2) * head;
  const sizes = { ...layer, head };
  const matrix = MATMULS.reduce((most, name) => (sizes[name] > sizes[most] ? name : most));
  return { total: matrices + vectorBytes(config), largest: sizes[matrix], matrix };
}

/** Bytes of a model's gains and biases, f32 on the device. */
export function vectorBytes(config: ModelConfig): number {
  const vectors = tensorsOf(modelGraph(config)).filter(({ shape }) => shape.length === 1);
  return vectors.reduce((sum, { shape: [elements] }) => sum + 4 * elements, 0);
}

/** Bytes of an arm's keys and values: (layers, k and v, slots, kv_heads, head_dim). */
export function kvMemory(
  { layers, kvHeads, headDim }: ModelConfig,
  {
    limits,
    activations,
  }: Pick<ArmSpec, 'activations'> & { readonly limits: Pick<ArmSpec['limits'], 'blocks'> },
): number {
  const elements = limits.blocks * BLOCK_POSITIONS * kvHeads * padded(headDim);
  return layers * 2 * elements * ACTIVATION_BYTES[activations];
}
