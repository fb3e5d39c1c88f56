import type { KernelForms } from '../../kernels/forms.ts';
import { MATMULS } from '../../model/operations.ts';
import { specOfStep } from '../../steps/step-kernels.ts';
import { type ArmParts, layoutsOf } from './arm-parts.ts';
import { productKernels } from './products.ts';
import type { StepShape } from './step-shape.ts';

/** What of a step's shape its products follow. */
export type ProductsShape = Pick<StepShape, 'rows' | 'sampled' | 'kernels'>;

/** An arm's products, compiled when steps first need them. */
export class ArmProducts {
  readonly #parts: ArmParts;
  /** Shapes whose products are compiled. */
  readonly #prepared = new Set<string>();
  #preparing: Promise<void> = Promise.resolve();

  constructor(parts: ArmParts) {
    this.#parts = parts;
  }

  /** Compiles the products of steps of a shape, unless that was done before. Steps come out of it in the order in which they went in. */
  prepare(shape: ProductsShape, forms = this.#parts.forms): Promise<void> {
    const prepared = this.#preparing.then(() => this.#compile(shape, forms));
    this.#preparing = prepared.catch(() => undefined);
    return prepared;
  }

  async #compile(shape: ProductsShape, forms: KernelForms): Promise<void> {
    const { spec, config, kernels } = this.#parts;
    const key = JSON.stringify([shape.rows, shape.sampled, shape.kernels]);
    const kept = forms === this.#parts.forms;
    if (kept && this.#prepared.has(key)) return;
    const products = productKernels(specOfStep(spec, shape), config, shape, forms);
    await kernels.matmul.prepare(
      MATMULS.filter((name) => !config.experts || (name !== 'gate_up' && name !== 'down')).map((name) => ({
        kernel: products[name],
        weights: layoutsOf(this.#parts, name),
      })),
    );
    if (kept) this.#prepared.add(key);
  }
}
