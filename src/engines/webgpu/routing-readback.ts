import type { BufferPool } from '../../gpu/buffers.ts';
import type { Gpu } from '../../gpu/device.ts';
import { readBack } from '../../gpu/read-back.ts';
import { alignedBytes } from '../../gpu/sections.ts';
import type { Experts, ModelConfig } from '../../model/model-config.ts';
import type { ArmSpec } from '../../steps/arm-spec.ts';
import { expertCapacity, type RoutedStep } from '../../steps/expert-capacity.ts';

/** Of a choice: the expert's id and the bits of its weight. */
const CHOICE_WORDS = 2;
export const CHOICE_BYTES = CHOICE_WORDS * 4;

/** Bytes of one layer's choices of so many rows. */
export function routingBytes({ perToken }: Experts, rows: number): number {
  return alignedBytes(rows * perToken * CHOICE_BYTES);
}

/** How much each of `count` experts counts for a row, from its choices as they lie in memory; 0 where it is not chosen. */
export function weightsOfChoices(
  choices: Uint32Array<ArrayBuffer>,
  count: number,
): Float32Array<ArrayBuffer> {
  const bits = new Float32Array(choices.buffer, choices.byteOffset, choices.length);
  const weights = new Float32Array(count);
  for (let at = 0; at < choices.length; at += CHOICE_WORDS) weights[choices[at]] = bits[at + 1];
  return weights;
}

/** Brings back what the routers of a step chose, for an arm whose experts have a capacity; such an arm takes no step ahead. */
export class RoutingReadback {
  readonly #gpu: Gpu;
  readonly #config: ModelConfig & { readonly experts: Experts };
  readonly #capacity: number;
  readonly #layerBytes: number;
  readonly #buffer: GPUBuffer;

  /** Null where nobody asks. */
  static of(
    gpu: Gpu,
    pool: BufferPool,
    { experts, limits }: ArmSpec,
    config: ModelConfig,
  ): RoutingReadback | null {
    if (experts?.capacity == null || !config.experts) return null;
    const mixture = { ...config, experts: config.experts };
    return new RoutingReadback(gpu, pool, mixture, experts.capacity, limits.maxTokensPerStep);
  }

  private constructor(
    gpu: Gpu,
    pool: BufferPool,
    config: ModelConfig & { readonly experts: Experts },
    capacity: number,
    rows: number,
  ) {
    this.#gpu = gpu;
    this.#config = config;
    this.#capacity = capacity;
    this.#layerBytes = routingBytes(config.experts, rows);
    this.#buffer = pool.readback('routing', config.layers * this.#layerBytes);
  }

  copy(commands: GPUCommandEncoder, routing: GPUBuffer): void {
    commands.copyBufferToBuffer(routing, 0, this.#buffer, 0, this.#config.layers * this.#layerBytes);
  }

  /** Of the step that was submitted last, of so many rows. */
  async read(rows: number): Promise<RoutedStep> {
    const { layers, experts } = this.#config;
    const words = new Uint32Array(await readBack(this.#gpu, this.#buffer));
    const each = rows * experts.perToken;
    const chosen = new Uint16Array(layers * each);
    for (let layer = 0; layer < layers; layer++) {
      const first = (layer * this.#layerBytes) / 4;
      for (let at = 0; at < each; at++) chosen[layer * each + at] = words[first + at * CHOICE_WORDS];
    }
    const room = expertCapacity(this.#capacity, rows, experts);
    return { layers, experts: experts.count, perToken: experts.perToken, room, chosen };
  }
}
