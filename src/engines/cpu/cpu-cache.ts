import type { ModelConfig } from '../../model/model-config.ts';
import { BLOCK_POSITIONS } from '../../steps/kv-blocks.ts';
import { PartedBlocks } from '../block-memory.ts';
import type { Arithmetic, Vector } from './arithmetic.ts';

/** The cache of one layer: (slots, kv_heads, head_dim), paged like the device's. */
export interface CpuCache {
  readonly k: Vector;
  readonly v: Vector;
}

/** The caches of all layers. */
export class CpuCaches extends PartedBlocks {
  readonly layers: readonly CpuCache[];
  readonly layout: string;
  readonly blockBytes: number;
  readonly #elements: number;

  constructor(
    { layers, kvHeads, headDim }: Pick<ModelConfig, 'layers' | 'kvHeads' | 'headDim'>,
    { zeros }: Pick<Arithmetic, 'zeros'>,
    blocks: number,
  ) {
    super();
    this.#elements = BLOCK_POSITIONS * kvHeads * headDim;
    const cache = () => zeros(blocks * this.#elements);
    this.layers = Array.from({ length: layers }, () => ({ k: cache(), v: cache() }));
    const bytes = zeros(0).BYTES_PER_ELEMENT;
    this.blockBytes = 2 * layers * this.#elements * bytes;
    this.layout = `${8 * bytes}-bit ${layers} x ${kvHeads} x ${headDim}`;
  }

  /** Fills all keys and values with what is not a number. */
  spoil(): void {
    for (const { k, v } of this.layers) for (const values of [k, v]) values.fill(Number.NaN);
  }

  protected partsOf(block: number): Uint8Array[] {
    const caches = [...this.layers.map(({ k }) => k), ...this.layers.map(({ v }) => v)];
    return caches.map((cache) => {
      const part = cache.subarray(block * this.#elements, (block + 1) * this.#elements);
      return new Uint8Array(part.buffer, part.byteOffset, part.byteLength);
    });
  }
}
