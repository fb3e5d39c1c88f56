import type { Checkpoint } from '../../../model/checkpoint.ts';
import type { WeightDtype } from '../../../numerics/dtypes.ts';
import type { MultiplyAddRule } from '../../../numerics/fma.ts';
import { mathOf } from '../../../numerics/sets/kernel-sets.ts';
import type { ArmSpec } from '../../../steps/arm-spec.ts';
import { replayArithmetic } from '../arithmetic.ts';
import { CpuMixture } from '../cpu-mixture.ts';
import type { Forward, Forwards } from '../forwards.ts';
import { readableForwards } from '../readable-forwards.ts';
import { WidthChooser } from '../width-chooser.ts';
import { DTYPE_CODES, type Kernels, openKernels } from './kernels.ts';
import { packsExperts, simdExperts } from './mixture.ts';
import { type PackedWeights, packWeights } from './packed-weights.ts';
import { SimdForward } from './simd-forward.ts';
import { WasmMemory, WasmMemoryError } from './wasm-memory.ts';

/**
 * Passes in WebAssembly: 128-bit SIMD, multiply and add rounded apart. What does not fit a WebAssembly memory, and a
 * mixture whose experts are no whole quads of columns, run through the readable passes, which give the same bits.
 */
export function simdForwards(checkpoint: Checkpoint, rule: MultiplyAddRule): Forwards {
  if (rule !== 'unfused') throw new RangeError(`SIMD passes round multiply and add apart: not ${rule}`);
  const own = new OwnMemory(checkpoint);
  const readable = readableForwards(checkpoint, rule);
  return {
    open(spec) {
      if (mathOf(spec.kernels) === 'portable') return readable.open(spec);
      if (checkpoint.config.experts && !packsExperts(checkpoint.config)) return readable.open(spec);
      try {
        return own.open(spec);
      } catch (error) {
        if (error instanceof WasmMemoryError) return readable.open(spec);
        throw error;
      }
    },
    destroy() {
      own.clear();
      readable.destroy();
    },
  };
}

/** A checkpoint's memory, made when an arm first asks for it. */
class OwnMemory {
  readonly #checkpoint: Checkpoint;
  #opened: { readonly memory: WasmMemory; readonly kernels: Kernels } | null = null;
  readonly #weights = new Map<WeightDtype, PackedWeights>();

  constructor(checkpoint: Checkpoint) {
    this.#checkpoint = checkpoint;
  }

  open({ activations, weights: dtype, quantize, dynamic, limits, experts }: ArmSpec): Forward {
    this.#opened ??= openMemory();
    const { memory, kernels } = this.#opened;
    const { config } = this.#checkpoint;
    const code = DTYPE_CODES[activations];
    const weights = this.#packed(dtype, memory);
    const smaller = limits.lent?.to ?? dynamic?.low;
    const lower = smaller && this.#packed(smaller, memory);
    const widths = dynamic && new WidthChooser(dynamic);
    const mixture =
      config.experts &&
      new CpuMixture(
        config,
        config.experts,
        replayArithmetic(activations, 'unfused'),
        simdExperts(config, config.experts),
        experts?.capacity ?? null,
      );
    return new SimdForward(
      {
        ...{
          config,
          weights,
          kernels,
          memory,
          dtype: code,
          quantize: quantize ?? null,
          mixture: mixture ?? null,
        },
        ...(lower && { lower }),
        ...(widths && { widths }),
      },
      limits,
    );
  }

  #packed(dtype: WeightDtype, memory: WasmMemory): PackedWeights {
    const weights = this.#weights.get(dtype) ?? packWeights(this.#checkpoint, dtype, memory);
    this.#weights.set(dtype, weights);
    return weights;
  }

  clear(): void {
    this.#weights.clear();
    this.#opened = null;
  }
}

function openMemory() {
  const memory = new WasmMemory();
  return { memory, kernels: openKernels(memory.memory) };
}
