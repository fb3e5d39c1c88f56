import type { Kernel, KernelSource } from '../../gpu/kernel.ts';
import type { MatmulKernel } from '../../kernels/matmul-kernel.ts';
import type { KernelDtypes } from '../../kernels/preludes.ts';
import type { WeightLayout } from '../../kernels/weights/pieces.ts';

/** A product of a step: how it is run, and in which layouts the layers hold its weights. */
export interface StepProduct {
  readonly kernel: MatmulKernel;
  readonly weights: ReadonlySet<WeightLayout>;
}

/**
 * The kernels of an arm's products, compiled when a step of some shape is first to run: of all that any step may need, an arm meets few,
 * and the larger ones take a software adapter half a second each.
 */
export class ProductKernels {
  readonly #dtypes: Omit<KernelDtypes, 'weights'>;
  readonly #compile: (source: KernelSource) => Promise<Kernel>;
  readonly #kernels = new Map<string, Kernel>();

  constructor(dtypes: Omit<KernelDtypes, 'weights'>, compile: (source: KernelSource) => Promise<Kernel>) {
    this.#dtypes = dtypes;
    this.#compile = compile;
  }

  /** Compiles what is not compiled yet. Throws GpuError where a shader does not compile on this device. */
  async prepare(products: readonly StepProduct[]): Promise<void> {
    const missing = new Map<string, KernelSource>();
    for (const { kernel, weights } of products) {
      for (const dtype of weights) {
        const key = keyOf(kernel, dtype);
        if (this.#kernels.has(key) || missing.has(key)) continue;
        missing.set(key, kernel.source({ ...this.#dtypes, weights: dtype }));
      }
    }
    await Promise.all(
      [...missing].map(async ([key, source]) => this.#kernels.set(key, await this.#compile(source))),
    );
  }

  /** One that `prepare` compiled. */
  get(kernel: Pick<MatmulKernel, 'form'>, weights: WeightLayout): Kernel {
    return this.#kernels.get(keyOf(kernel, weights))!;
  }
}

function keyOf({ form }: Pick<MatmulKernel, 'form'>, weights: WeightLayout): string {
  return `${form}/${weights}`;
}
