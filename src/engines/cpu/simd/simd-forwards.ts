import type { Checkpoint } from '../../../model/checkpoint.ts';
import type { WeightDtype } from '../../../numerics/dtypes.ts';
import type { MultiplyAddRule } from '../../../numerics/fma.ts';
import type { MathName } from '../../../numerics/math-name.ts';
import { mathOf } from '../../../numerics/sets/kernel-sets.ts';
import type { ArmSpec } from '../../../steps/arm-spec.ts';
import { replayArithmetic } from '../arithmetic.ts';
import { CpuMixture } from '../cpu-mixture.ts';
import { readsAlike } from '../cpu-weights.ts';
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
  #opened: OpenedMemory | null = null;
  readonly #weights = new Map<string, PackedWeights>();

  constructor(checkpoint: Checkpoint) {
    this.#checkpoint = checkpoint;
  }

  open({ activations, weights: dtype, kernels: sets, quantize, dynamic, limits, experts }: ArmSpec): Forward {
    this.#opened ??= new OpenedMemory();
    const math = mathOf(sets);
    const { memory } = this.#opened;
    const kernels = this.#opened.kernels(math);
    const { config } = this.#checkpoint;
    const code = DTYPE_CODES[activations];
    const weights = this.#packed(dtype, math, memory);
    const smaller = limits.lent?.to ?? dynamic?.low;
    const lower = smaller && this.#packed(smaller, math, memory);
    const widths = dynamic && new WidthChooser(dynamic);
    const mixture =
      config.experts &&
      new CpuMixture(
        config,
        config.experts,
        replayArithmetic(activations, 'unfused', math),
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
      math,
    );
  }

  /** Both arithmetics share weights that they read alike. */
  #packed(dtype: WeightDtype, math: MathName, memory: WasmMemory): PackedWeights {
    const asked = `${dtype} ${math}`;
    const known = this.#weights.get(asked);
    if (known) return known;
    const read = math === 'native' || readsAlike(this.#checkpoint, dtype, math) ? 'native' : math;
    const key = `${dtype} ${read}`;
    const weights = this.#weights.get(key) ?? packWeights(this.#checkpoint, dtype, read, memory);
    this.#weights.set(key, weights);
    this.#weights.set(asked, weights);
    return weights;
  }

  clear(): void {
    this.#weights.clear();
    this.#opened = null;
  }
}

/** With the kernels of each arithmetic that an arm has asked for. */
class OpenedMemory {
  readonly memory = new WasmMemory();
  readonly #kernels = new Map<MathName, Kernels>();

  kernels(math: MathName): Kernels {
    const kernels = this.#kernels.get(math) ?? openKernels(this.memory.memory, math);
    this.#kernels.set(math, kernels);
    return kernels;
  }
}
