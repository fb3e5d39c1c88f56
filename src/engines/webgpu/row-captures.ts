import { padded } from '../../kernels/packed-rows.ts';
import { ACTIVATION_BYTES } from '../../kernels/preludes.ts';
import type { ModelConfig } from '../../model/config.ts';
import type { ArmSpec } from '../../steps/arm-spec.ts';
import type { MatmulName, StepPlans } from '../../steps/step-plans.ts';
import type { OutputName } from '../../steps/trace.ts';
import { type ArmBuffers, packedColumns } from './arm-buffers.ts';

/** Where one row of an output lies once its dispatch has run. */
export interface Capture {
  readonly layer: number | null;
  readonly name: OutputName;
  readonly buffer: GPUBuffer;
  /** In bytes; of a matmul's first part. */
  readonly offset: number;
  /** Of one part. */
  readonly bytes: number;
  /** A matmul's: its product, and the bytes from one part to the next. */
  readonly product: { readonly name: MatmulName; readonly stride: number } | null;
}

/** What the captures of one row depend on. */
export interface CaptureSite {
  readonly spec: ArmSpec;
  readonly config: ModelConfig;
  readonly buffers: ArmBuffers;
  readonly plans: StepPlans;
  /** Index of the traced row in the step. */
  readonly row: number;
}

const LAYER_PLACES = [
  'norm',
  'qkv',
  'rope_kv',
  'merge',
  'o',
  'mlp_norm',
  'gate_up',
  'swiglu',
  'down',
] as const;

/** Labels of the dispatches that something is captured after, in the order of forward.ts. */
export function tracedLabels({ layers }: ModelConfig): string[] {
  const inLayers = Array.from({ length: layers }, (_, layer) =>
    LAYER_PLACES.map((place) => `layer${layer}.${place}`),
  );
  return ['embed', ...inLayers.flat(), 'final_norm', 'head'];
}

/** The captures that follow each dispatch, by the dispatch's label in forward.ts. */
export function capturesAfter(site: CaptureSite, label: string): Capture[] {
  const [, layerText, place] = /^layer(\d+)\.(.+)$/.exec(label) ?? [null, null, label];
  const layer = layerText === null ? null : Number(layerText);
  const make = maker(site);
  const { buffers, config } = site;
  switch (place) {
    case 'embed':
      return [make.row(null, 'embed', buffers.residual, config.hiddenSize)];
    case 'norm':
      return [
        ...(layer! > 0 ? [make.row(layer! - 1, 'mlp_residual', buffers.residual, config.hiddenSize)] : []),
        make.row(layer, 'norm', buffers.normed, config.hiddenSize),
      ];
    case 'rope_kv':
      return [
        make.row(layer, 'q', buffers.q, config.heads * padded(config.headDim)),
        make.cache(layer!, 'k', buffers.kCache),
        make.cache(layer!, 'v', buffers.vCache),
      ];
    case 'merge':
      return [make.row(layer, 'attention', buffers.attended, config.heads * config.headDim)];
    case 'mlp_norm':
      return [
        make.row(layer, 'residual', buffers.residual, config.hiddenSize),
        make.row(layer, 'mlp_norm', buffers.normed, config.hiddenSize),
      ];
    case 'swiglu':
      return [make.row(layer, 'swiglu', buffers.activated, config.intermediateSize)];
    case 'final_norm':
      return [
        make.row(config.layers - 1, 'mlp_residual', buffers.residual, config.hiddenSize),
        make.sampledRow('final_norm', buffers.normed, config.hiddenSize),
      ];
    case 'qkv':
    case 'o':
    case 'gate_up':
    case 'down':
    case 'head':
      return [make.product(layer, place)];
    default:
      return [];
  }
}

function maker({ spec, config, buffers, plans, row }: CaptureSite) {
  const sampledIndex = plans.sampledRows.indexOf(row);
  const activations = (
    layer: number | null,
    name: OutputName,
    buffer: GPUBuffer,
    at: number,
    elements: number,
  ): Capture => {
    const bytes = padded(elements) * ACTIVATION_BYTES[spec.activations];
    return { layer, name, buffer, offset: at * bytes, bytes, product: null };
  };
  return {
    row: (layer: number | null, name: OutputName, buffer: GPUBuffer, elements: number) =>
      activations(layer, name, buffer, row, elements),
    sampledRow: (name: OutputName, buffer: GPUBuffer, elements: number) =>
      activations(null, name, buffer, sampledIndex, elements),
    cache: (layer: number, name: OutputName, caches: readonly GPUBuffer[]) =>
      activations(layer, name, caches[layer], plans.rows[row].slot, config.kvHeads * padded(config.headDim)),
    product(layer: number | null, name: MatmulName): Capture {
      const bytes = packedColumns(config, name) * 4;
      const [rows, index] =
        name === 'head' ? [plans.sampledRows.length, sampledIndex] : [plans.rows.length, row];
      const product = { name, stride: rows * bytes };
      return { layer, name, buffer: buffers.partials, offset: index * bytes, bytes, product };
    },
  };
}

/** Elements between paddings in a captured row: a head, one of gate and up, or the whole row. */
export function capturedRun(config: ModelConfig, name: OutputName): number {
  const { heads, headDim, hiddenSize, intermediateSize, vocabSize } = config;
  switch (name) {
    case 'qkv':
    case 'q':
    case 'k':
    case 'v':
      return headDim;
    case 'attention':
      return heads * headDim;
    case 'gate_up':
    case 'swiglu':
      return intermediateSize;
    case 'head':
      return vocabSize;
    default:
      return hiddenSize;
  }
}
