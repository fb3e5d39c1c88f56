import type { ModelConfig } from '../../../model/model-config.ts';
import { allRopeAngles, ropeIndex } from '../../../model/rope-angles.ts';
import type { MathName } from '../../../numerics/math-name.ts';
import { valuesAsRead } from '../../../numerics/portable/kept-values.ts';
import type { ArmLimits } from '../../../steps/arm-spec.ts';
import { BLOCK_POSITIONS } from '../../../steps/kv-blocks.ts';
import { mostPositions } from '../../../steps/step-bounds.ts';
import { PartedBlocks } from '../../block-memory.ts';
import { padded } from './matrices.ts';
import type { WasmMemory } from './wasm-memory.ts';

/** Addresses of a layer's cache: (slots, kv_heads, head_dim padded to whole vectors), and of what it turns by. */
interface LayerCache {
  readonly k: number;
  readonly v: number;
  /** (positions, head_dim / 2) cosines and sines. */
  readonly angles: number;
}

/** What an arm keeps from step to step: keys and values of all layers, and the rotary angles of its positions. */
export class SimdCache extends PartedBlocks {
  readonly headBytes: number;
  readonly slotBytes: number;
  readonly layers: readonly LayerCache[];
  readonly blockBytes: number;
  readonly layout: string;
  readonly #memory: WasmMemory;
  readonly #layerBytes: number;
  readonly #taken: number[] = [];

  /** Throws WasmMemoryError where it does not fit. */
  constructor(config: ModelConfig, memory: WasmMemory, limits: ArmLimits, math: MathName) {
    super();
    const { layers, kvHeads, headDim } = config;
    this.#memory = memory;
    this.headBytes = 4 * padded(headDim);
    this.slotBytes = kvHeads * this.headBytes;
    this.blockBytes = 2 * layers * BLOCK_POSITIONS * this.slotBytes;
    this.layout = `WebAssembly ${layers} x ${kvHeads} x ${padded(headDim)}`;
    this.#layerBytes = limits.blocks * BLOCK_POSITIONS * this.slotBytes;
    try {
      const positions = mostPositions(limits);
      const angles = valuesAsRead(Float32Array.from(allRopeAngles(config, positions)), math);
      const tables = this.#allocate(4 * angles.length);
      memory.floats(tables, angles.length).set(angles);
      this.layers = Array.from({ length: layers }, (_, layer) => ({
        k: this.#allocate(this.#layerBytes),
        v: this.#allocate(this.#layerBytes),
        angles: tables + 4 * ropeIndex(config, layer) * positions * headDim,
      }));
    } catch (error) {
      this.destroy();
      throw error;
    }
  }

  /** Fills all keys and values with what is not a number. */
  spoil(): void {
    for (const { k, v } of this.layers)
      for (const at of [k, v]) this.#memory.floats(at, this.#layerBytes / 4).fill(Number.NaN);
  }

  protected partsOf(block: number): Uint8Array[] {
    const bytes = BLOCK_POSITIONS * this.slotBytes;
    const at = [...this.layers.map(({ k }) => k), ...this.layers.map(({ v }) => v)];
    return at.map((cache) => this.#memory.bytes(cache + block * bytes, bytes));
  }

  /** The rotary angles included. */
  get bytes(): number {
    return this.#memory.bytesAt(this.#taken);
  }

  destroy(): void {
    for (const at of this.#taken.splice(0)) this.#memory.free(at);
  }

  #allocate(bytes: number): number {
    const at = this.#memory.allocate(bytes);
    this.#taken.push(at);
    return at;
  }
}
