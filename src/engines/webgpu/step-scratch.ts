import { BufferPool, withinMemory } from '../../gpu/buffers.ts';
import type { Gpu } from '../../gpu/device.ts';
import type { KernelForms } from '../../kernels/forms.ts';
import { padded } from '../../kernels/packed-rows.ts';
import { ACTIVATION_BYTES } from '../../kernels/preludes.ts';
import { quantisedWords } from '../../kernels/quantize.ts';
import { RESULT_WORDS, SLICE_WORDS, slicesOf } from '../../kernels/sample.ts';
import { elementsOf } from '../../model/graph.ts';
import type { ModelConfig } from '../../model/model-config.ts';
import { modelGraph } from '../../model/model-graph.ts';
import { MATMULS } from '../../model/operations.ts';
import type { ArmSpec } from '../../steps/arm-spec.ts';
import { WIDE_PRODUCTS } from '../../steps/dynamic-widths.ts';
import { mostOfProducts } from './products.ts';
import { routingBytes } from './routing-readback.ts';
import type { StepCapacity } from './step-capacity.ts';
import { estimateBytes } from './widths-readback.ts';

/**
 * What a step writes before it reads it. Nothing of it outlives the step, and no kernel minds what lies in it before, so the arms of
 * an engine share it.
 */
export interface StepScratch {
  readonly residual: GPUBuffer; // (rows, hidden)
  readonly normed: GPUBuffer; // (rows, hidden)
  readonly q: GPUBuffer; // (rows, heads, head_dim)
  readonly attended: GPUBuffer; // (rows, heads * head_dim)
  readonly activated: GPUBuffer; // (rows, intermediate), of a mixture (rows, experts a row, intermediate)
  readonly routing: GPUBuffer; // (layers, rows, experts a row): id, bits of the weight; of a mixture alone
  readonly largest: GPUBuffer; // (rows) bits of each row's largest magnitude; of arms that quantise
  readonly quantised: GPUBuffer; // (rows, quantisedWords) what the next product reads; of the same arms
  readonly partials: GPUBuffer; // (parts, rows, columns) f32, of whichever matmul left its sums last
  readonly smaller: GPUBuffer; // the same of the smaller width, of arms that have two
  readonly estimates: GPUBuffer; // (layers, four products, rows) bits of each row's estimated error; of the same arms
  readonly values: GPUBuffer; // (places, heads, head_dim) f32: splits that wait to be merged
  readonly stats: GPUBuffer; // (places, heads) max and sum
  readonly slices: GPUBuffer; // (sampled, slices) what is known of each slice of a row's logits
  readonly results: GPUBuffer; // (sampled) what each row gives
}

type Name = keyof StepScratch;

/** Bytes that the largest step of an arm needs of each. */
export type ScratchSizes = Readonly<Record<Name, number>>;

export function scratchSizes(
  spec: ArmSpec,
  config: ModelConfig,
  capacity: StepCapacity,
  forms: KernelForms,
): ScratchSizes {
  const { rows, sampled, attention, local } = capacity;
  const places = Math.max(attention.places, local?.places ?? 0);
  const { hiddenSize, intermediateSize, heads, headDim, vocabSize, experts, layers } = config;
  const activation = (...shape: number[]) => elementsOf(shape) * ACTIVATION_BYTES[spec.activations];
  const float = (...shape: number[]) => elementsOf(shape) * 4;
  const partials = float(mostOfProducts(spec, config, capacity, forms).partials);
  const quantises = quantisesRows(spec);
  return {
    residual: activation(rows, padded(hiddenSize)),
    normed: activation(rows, padded(hiddenSize)),
    q: activation(rows, heads, padded(headDim)),
    attended: activation(rows, padded(heads * headDim)),
    activated: activation(rows, experts?.perToken ?? 1, padded(intermediateSize)),
    routing: experts ? layers * routingBytes(experts, rows) : 0,
    largest: quantises ? float(rows) : 0,
    quantised: quantises ? float(rows, quantisedWords(Math.max(...termsOf(config)))) : 0,
    partials,
    smaller: spec.dynamic ? partials : 0,
    estimates: spec.dynamic ? layers * WIDE_PRODUCTS.length * estimateBytes(spec.limits.maxTokensPerStep) : 0,
    values: float(places, heads, padded(headDim)),
    stats: float(places, heads, 2),
    slices: float(sampled, slicesOf(vocabSize), SLICE_WORDS),
    results: float(sampled, RESULT_WORDS),
  };
}

/** Whether an arm makes q8 of what products read: to multiply it, or to estimate errors. */
export function quantisesRows({ quantize, dynamic }: Pick<ArmSpec, 'quantize' | 'dynamic'>): boolean {
  return quantize !== undefined || dynamic !== undefined;
}

function termsOf(config: ModelConfig): number[] {
  const { matmul } = modelGraph(config);
  return MATMULS.map((name) => matmul[name].terms);
}

/** An arm's share of the scratch. */
export interface ScratchLease {
  /** As they are now, the same value until one is replaced: an arm that is opened later may need larger ones. */
  buffers(): StepScratch;
  release(): void;
}

/**
 * The scratch of an engine, as large as the largest step of any arm that is open. A step is recorded and submitted without a pause,
 * so no two can meet in it; what a step gives is copied out of it by the same submission.
 */
export class ScratchSpace {
  readonly gpu: Gpu;
  readonly #buffers = new Map<Name, GPUBuffer>();
  /** The same as an object, until they change. */
  #now: StepScratch | null = null;
  readonly #leases = new Set<ScratchLease>();

  constructor(gpu: Gpu) {
    this.gpu = gpu;
  }

  /** Makes room for an arm's steps. Throws GpuError, by the arm's name, where the adapter's limits or its memory do not suffice. */
  async lease(arm: string, sizes: ScratchSizes): Promise<ScratchLease> {
    const lease = {
      buffers: () => {
        this.#now ??= Object.fromEntries(this.#buffers) as Record<Name, GPUBuffer>;
        return this.#now;
      },
      release: () => this.#release(lease),
    };
    // From now on, so that what it finds here is not freed while it waits.
    this.#leases.add(lease);
    const pool = new BufferPool(this.gpu, arm);
    const names = (Object.keys(sizes) as Name[]).filter((name) => this.#sizeOf(name) < sizes[name]);
    try {
      const larger = await withinMemory(this.gpu.device, arm, () =>
        names.map((name) => [name, pool.storage(name, sizes[name])] as const),
      );
      for (const [name, buffer] of larger) this.#take(name, buffer);
      return lease;
    } catch (error) {
      pool.destroy();
      this.#release(lease);
      throw error;
    }
  }

  #sizeOf(name: Name): number {
    return this.#buffers.get(name)?.size ?? 0;
  }

  /** A step under way goes on with the buffer that it was submitted with. */
  #take(name: Name, buffer: GPUBuffer): void {
    const known = this.#buffers.get(name);
    // Another arm may have been opened meanwhile.
    const [keep, drop] = known && known.size >= buffer.size ? [known, buffer] : [buffer, known];
    drop?.destroy();
    this.#buffers.set(name, keep);
    this.#now = null;
  }

  #release(lease: ScratchLease): void {
    if (!this.#leases.delete(lease) || this.#leases.size > 0) return;
    for (const buffer of this.#buffers.values()) buffer.destroy();
    this.#buffers.clear();
    this.#now = null;
  }
}
