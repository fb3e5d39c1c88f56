import { kvMemory } from '../engines/webgpu/memory.ts';
import type { ExperimentArm } from '../experiment/arm-schema.ts';
import { ExperimentError } from '../experiment/errors.ts';
import { WEIGHT_FORMATS } from '../kernels/weight-formats.ts';
import { bytesOf, type Checkpoint, type StoredTensor } from '../model/checkpoint.ts';
import { tensorsOf } from '../model/graph.ts';
import type { ModelConfig } from '../model/model-config.ts';
import { modelGraph } from '../model/model-graph.ts';
import type { WeightDtype } from '../numerics/dtypes.ts';
import type { ArmLimits } from '../steps/arm-spec.ts';
import type { LentBlocks } from '../steps/lowered-layers.ts';

/** A model whose layers may be lowered; without weights, what it is before any is read: bf16, as most checkpoints are. */
export type LayeredModel = Pick<Checkpoint, 'config'> & Partial<Pick<Checkpoint, 'layers'>>;

/**
 * An arm's limits with the blocks that lowering its layers frees (`Serving.precision`): as many as the bytes saved by the layer that saves
 * least hold. The same limits where it lowers none. Throws ExperimentError where a layer is named that the model has not, and where
 * a layer in the smaller format frees no block.
 */
export function withLentBlocks(arm: ExperimentArm, limits: ArmLimits, model: LayeredModel): ArmLimits {
  const precision = arm.serving?.precision;
  if (!precision) return limits;
  const { config } = model;
  const layers = precision.order ?? Array.from({ length: config.layers }, (_, i) => config.layers - 1 - i);
  const refuse = (field: string, problem: string) =>
    new ExperimentError([`arm ${arm.name}: serving.precision.${field}: ${problem}`]);
  const outside = layers.find((layer) => layer >= config.layers);
  if (outside !== undefined)
    throw refuse('order', `expected layers 0 to ${config.layers - 1}, found ${outside}`);
  const bytesIn = (format: WeightDtype) => (layer: number) => layerBytes(model, layer, format);
  const freedBy = layers.map((layer) => bytesIn(arm.weights)(layer) - bytesIn(precision.to)(layer));
  const freed = Math.min(...freedBy);
  const block = kvMemory(config, { limits: { blocks: 1 }, activations: arm.dtype });
  const each = Math.floor(freed / block);
  if (each < 1)
    throw refuse(
      'to',
      freed <= 0
        ? `layers held as ${arm.weights} take no less as ${precision.to}`
        : `a layer frees ${freed} bytes as ${precision.to}, and a KV block takes ${block}`,
    );
  const whole = Array.from({ length: config.layers }, (_, layer) => bytesIn(arm.weights)(layer));
  const bytes = { whole: whole.reduce((sum, of) => sum + of, 0), freed: freedBy };
  const lent: LentBlocks = { to: precision.to, layers, each, bytes };
  return { ...limits, blocks: limits.blocks + layers.length * each, lent };
}

/** Bytes of a layer's matrices in a format. */
function layerBytes({ config, layers }: LayeredModel, layer: number, weights: WeightDtype): number {
  if (weights !== 'stored') {
    const { stored } = WEIGHT_FORMATS[weights];
    return matricesOf(config, layer).reduce((sum, elements) => sum + bytesOf(stored, elements), 0);
  }
  if (!layers) return 2 * matricesOf(config, layer).reduce((sum, elements) => sum + elements, 0);
  return Object.values(layers[layer])
    .filter((tensor): tensor is StoredTensor => tensor !== undefined && tensor.shape.length > 1)
    .reduce((sum, { dtype, shape: [rows, columns] }) => sum + bytesOf(dtype, rows * columns), 0);
}

/** Elements of each of them. */
function matricesOf(config: ModelConfig, layer: number): number[] {
  return tensorsOf(modelGraph(config))
    .filter(({ layer: at, shape }) => at === layer && shape.length > 1)
    .map(({ shape: [rows, columns] }) => rows * columns);
}
