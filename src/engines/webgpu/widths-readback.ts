import type { BufferPool } from '../../gpu/buffers.ts';
import type { Gpu } from '../../gpu/device.ts';
import { readBack } from '../../gpu/read-back.ts';
import { alignedBytes } from '../../gpu/sections.ts';
import type { ModelConfig } from '../../model/model-config.ts';
import type { ArmSpec } from '../../steps/arm-spec.ts';
import {
  chooseWidths,
  type DynamicWidths,
  rulesOf,
  type StepWidths,
  WIDE_PRODUCTS,
} from '../../steps/dynamic-widths.ts';

/** Bytes of one product's estimates of so many rows. */
export function estimateBytes(rows: number): number {
  return alignedBytes(rows * 4);
}

/** Brings back the estimates that a step's widths were chosen by; such an arm takes no step ahead. */
export class WidthsReadback {
  readonly #gpu: Gpu;
  readonly #dynamic: DynamicWidths;
  readonly #each: number;
  readonly #bytes: number;
  readonly #buffer: GPUBuffer;

  /** Null where products have one width. */
  static of(
    gpu: Gpu,
    pool: BufferPool,
    { dynamic, limits }: ArmSpec,
    { layers }: ModelConfig,
  ): WidthsReadback | null {
    return dynamic ? new WidthsReadback(gpu, pool, dynamic, layers, limits.maxTokensPerStep) : null;
  }

  private constructor(gpu: Gpu, pool: BufferPool, dynamic: DynamicWidths, layers: number, rows: number) {
    this.#gpu = gpu;
    this.#dynamic = dynamic;
    this.#each = estimateBytes(rows);
    this.#bytes = layers * WIDE_PRODUCTS.length * this.#each;
    this.#buffer = pool.readback('estimates', this.#bytes);
  }

  copy(commands: GPUCommandEncoder, estimates: GPUBuffer): void {
    commands.copyBufferToBuffer(estimates, 0, this.#buffer, 0, this.#bytes);
  }

  /** Of the step that was submitted last, of so many rows: chosen here as they were there. */
  async read(rows: number): Promise<StepWidths> {
    const words = new Uint32Array(await readBack(this.#gpu, this.#buffer));
    const rules = rulesOf(this.#dynamic).flatMap((layer) => WIDE_PRODUCTS.map((name) => layer[name]));
    const high = new Uint8Array(rules.length * rows);
    rules.forEach((rule, product) => {
      const first = (product * this.#each) / 4;
      high.set(chooseWidths(words.subarray(first, first + rows), rule, this.#dynamic.per), product * rows);
    });
    return { rows, high };
  }
}
