import { BufferPool } from '../../gpu/buffers.ts';
import type { Gpu } from '../../gpu/device.ts';
import type { DispatchList, ListBuilder } from '../../gpu/dispatch-list.ts';
import { StepEncoder, type Submission } from '../../gpu/step-encoder.ts';
import type { KernelForms } from '../../kernels/forms.ts';
import { forEachMatmul } from '../../model/operations.ts';
import { weightsOfStep } from '../lowered-weights.ts';
import type { ArmBuffers } from './arm-buffers.ts';
import { type ArmParts, layoutsOf } from './arm-parts.ts';
import { mostParamSets } from './dispatches.ts';
import { listForward } from './forward.ts';
import { KeptLists } from './kept-lists.ts';
import { mostOfProducts } from './products.ts';
import { quantisesRows } from './step-scratch.ts';
import { type StepShape, shapeKey, shapePlans } from './step-shape.ts';

/** The dispatches of an arm's steps: listed once for each shape, and submitted. */
export class ArmDispatches {
  readonly #gpu: Gpu;
  readonly #parts: ArmParts;
  readonly #encoder: StepEncoder;
  readonly #lists = new KeptLists();

  constructor(gpu: Gpu, parts: ArmParts) {
    this.#gpu = gpu;
    this.#parts = parts;
    this.#encoder = new StepEncoder(gpu, parts.memory.pool, paramSets(parts, parts.forms));
  }

  /** `forms`: others than the arm's, for this step alone. */
  submit(
    submission: Omit<Submission, 'list'>,
    shape: StepShape,
    buffers: ArmBuffers,
    forms?: KernelForms,
  ): void {
    if (forms) this.#submitOnce(submission, shape, buffers, forms);
    else this.#encoder.submit({ ...submission, list: this.#listOf(shape, buffers) });
  }

  /** The dispatches of every step of this shape, made the first time that it comes. */
  #listOf(shape: StepShape, buffers: ArmBuffers): DispatchList {
    return this.#lists.of(buffers, shapeKey(shape), {
      make: () => this.#encoder.list((list) => this.#list(list, shape, buffers, this.#parts.forms)),
      forget: () => this.#encoder.forget(),
    });
  }

  #list(list: ListBuilder, shape: StepShape, buffers: ArmBuffers, forms: KernelForms): void {
    const { spec, config } = this.#parts;
    const plans = shapePlans(shape, spec, config);
    const weights = weightsOfStep(this.#parts, shape.lowered);
    listForward({ list, ...this.#parts, weights, forms, buffers, shape, plans });
  }

  /** A list that is used once, with params of its own. */
  #submitOnce(
    submission: Omit<Submission, 'list'>,
    shape: StepShape,
    buffers: ArmBuffers,
    forms: KernelForms,
  ): void {
    const pool = new BufferPool(this.#gpu, `${this.#parts.spec.name}.once`);
    try {
      const encoder = new StepEncoder(this.#gpu, pool, paramSets(this.#parts, forms));
      const list = encoder.list((builder) => this.#list(builder, shape, buffers, forms));
      encoder.submit({ ...submission, list });
    } finally {
      // What is submitted keeps its buffers until it is done.
      pool.destroy();
    }
  }
}

/** Different sets of params that steps of an arm may have by these forms. */
function paramSets(parts: ArmParts, forms: KernelForms): number {
  const { spec, config, kernels, memory } = parts;
  const { forms: used } = mostOfProducts(spec, config, memory.buffers().capacity, forms);
  const products = forEachMatmul((name) => used[name].size * layoutsOf(parts, name).size);
  const counts = { norms: kernels.addNorm.size, between: kernels.between.size, products };
  return mostParamSets(config, {
    ...counts,
    quantizes: quantisesRows(spec),
    widths: spec.dynamic !== undefined,
  });
}
