import { BufferPool } from '../../gpu/buffers.ts';
import type { Gpu } from '../../gpu/device.ts';
import { deviceWait } from '../../gpu/device-wait.ts';
import type { DispatchList, ListBuilder } from '../../gpu/dispatch-list.ts';
import { GpuError } from '../../gpu/errors.ts';
import { type PassTime, PassTimer } from '../../gpu/pass-timer.ts';
import { StepEncoder, type StepWatch, type Submission } from '../../gpu/step-encoder.ts';
import { type KernelForms, withoutEpilogues } from '../../kernels/forms.ts';
import type { WeightLayout } from '../../kernels/weights/pieces.ts';
import type { Checkpoint } from '../../model/checkpoint.ts';
import { forEachMatmul, MATMULS, type MatmulName } from '../../model/operations.ts';
import type { ArmSpec } from '../../steps/arm-spec.ts';
import type { ArmRunner, OtherLogits } from '../../steps/engine.ts';
import type { LogitComparison, LogitsPlace } from '../../steps/logit-comparison.ts';
import type { StepOutput } from '../../steps/step-output.ts';
import type { StepPlan } from '../../steps/step-plan.ts';
import { describeStep, planStep, type StepPlans } from '../../steps/step-plans.ts';
import { rowTrace, sampledRowOf, type TracedStep } from '../../steps/trace.ts';
import type { ArmBuffers, ArmMemory } from './arm-buffers.ts';
import { ArmLogits } from './arm-logits.ts';
import { dispatchesOf, mostParamSets } from './dispatches.ts';
import { listForward } from './forward.ts';
import { KeptLists } from './kept-lists.ts';
import type { ArmKernels } from './kernel-library.ts';
import { spoilKvCache } from './kv-cache.ts';
import type { OwnGuards } from './own-guards.ts';
import { mostOfProducts, productKernels } from './products.ts';
import {
  bringsLogits,
  copyResults,
  type ReadRow,
  type ReadStep,
  readBack,
  readResults,
} from './results-readback.ts';
import { RowTap } from './row-tap.ts';
import { type StepShape, shapeKey, shapePlans, stepShape } from './step-shape.ts';
import { fillTables } from './step-tables.ts';
import type { GpuWeights } from './weights.ts';

export interface ArmParts {
  readonly spec: ArmSpec;
  readonly config: Checkpoint['config'];
  readonly weights: GpuWeights;
  readonly forms: KernelForms;
  readonly kernels: ArmKernels;
  readonly memory: ArmMemory;
  /** Of its own kernels, if it runs any. */
  readonly guards: OwnGuards;
}

/** One arm on the device: a KV cache, its buffers and compiled kernels. */
export class WebGpuArm implements ArmRunner {
  readonly #gpu: Gpu;
  readonly #parts: ArmParts;
  readonly #encoder: StepEncoder;
  readonly #lists = new KeptLists();
  readonly #logits: ArmLogits;
  /** Shapes whose products are compiled. */
  readonly #prepared = new Set<string>();
  #preparing: Promise<void> = Promise.resolve();
  #steps = 0;
  #timer: PassTimer | null = null;
  #closed = false;

  constructor(gpu: Gpu, parts: ArmParts) {
    this.#gpu = gpu;
    this.#parts = parts;
    this.#logits = new ArmLogits(gpu, parts.memory, parts.config.vocabSize, parts.spec);
    this.#encoder = new StepEncoder(gpu, parts.memory.pool, paramSets(parts, parts.forms));
  }

  /** Compiles what a step needs before it comes; without one, what the first steps most likely need: one row, and as many as there may be. */
  async warmUp(plan?: StepPlan): Promise<void> {
    if (!plan) {
      await this.#prepare({ rows: 1, sampled: 1 });
      return await this.#prepare(this.#parts.memory.buffers().capacity);
    }
    const { rows, sampledRows } = planStep(plan, this.#parts.spec, this.#parts.config);
    await this.#prepare({ rows: rows.length, sampled: sampledRows.length });
  }

  /** What an arm's own kernels report is read back step by step. */
  get takesNext(): boolean {
    return this.#parts.spec.own === undefined;
  }

  /** One submission, one readback. Throws the device's first error, if it has had any. */
  async step(plan: StepPlan): Promise<StepOutput> {
    try {
      return await this.#run(plan);
    } catch (error) {
      throw this.#withOwn(error);
    }
  }

  /** The same step with every dispatch timed on the device. Throws GpuError where it takes no timestamps. */
  async profileStep(plan: StepPlan): Promise<PassTime[]> {
    this.#timer ??= new PassTimer(
      this.#gpu,
      this.#parts.memory.pool,
      dispatchesOf(this.#parts.config).length,
    );
    await this.#run(plan, { timer: this.#timer });
    return this.#timer.read();
  }

  /**
   * The same step with every output of one request's sampled row copied out of the device: a dispatch for each, so that none is gone on
   * with before it is copied. Throws RangeError where the request samples nothing in it, GpuError where there is no memory for the
   * copies.
   */
  async traceStep(plan: StepPlan, request: string): Promise<TracedStep> {
    const { spec, config, memory } = this.#parts;
    const plans = planStep(plan, spec, config);
    const requests = plan.slices.map((slice) => slice.request);
    const row = sampledRowOf(plans, requests, request);
    const forms = withoutEpilogues(this.#parts.forms);
    const lease = await memory.lease(forms);
    try {
      const tap = await RowTap.create(this.#gpu, { spec, config, memory, plans, row });
      try {
        const output = await this.#run(plan, { tap }, forms);
        return { output, trace: rowTrace(plans, request, row, await tap.read()) };
      } finally {
        tap.destroy();
      }
    } finally {
      lease.release();
    }
  }

  /** `forms`: others than the arm's, for this step alone. */
  async #run(plan: StepPlan, watch: StepWatch = {}, forms?: KernelForms): Promise<StepOutput> {
    const { spec, config, memory, guards } = this.#parts;
    this.#gpu.errors.check();
    const plans = planStep(plan, spec, config);
    await this.#prepare({ rows: plans.rows.length, sampled: plans.sampledRows.length }, forms);
    // Its buffers are gone, and a submission that names them would be the device's first error.
    if (this.#closed) throw new GpuError(spec.name, 'the arm was closed');
    // From here on the step is recorded and submitted without a pause: the scratch may be another's next.
    const buffers = memory.buffers();
    const places = plans.sampledRows.map((row) => placeOf(plan, plans, row));
    const kept = this.#logits.rows.take(places);
    const shape = stepShape(plans, fillTables(buffers, plan, plans, this.#parts, kept.rows));
    buffers.tables.write(this.#gpu.device.queue);
    guards.begin();
    const whole = bringsLogits(spec) ? kept : null;
    const back = { sampled: places.length, vocabulary: config.vocabSize, whole };
    const readback = buffers.readbacks[this.#steps++ % buffers.readbacks.length];
    const copies = (commands: GPUCommandEncoder) => {
      copyResults(commands, buffers, readback, back);
      guards.copy(commands);
    };
    const submission = { label: spec.name, copies, watch };
    if (forms) this.#submitOnce(submission, shape, buffers, forms);
    else this.#encoder.submit({ ...submission, list: this.#listOf(shape, buffers) });
    const rows = await this.#read(readback, back);
    const samples = rows.map(({ result, logits }, i) => {
      const row = kept.rows[i];
      if (row) row.result = result;
      return { request: places[i].request, ...result, logits };
    });
    await guards.check(plans.rows.length);
    this.#gpu.errors.check();
    return { samples, plans: describeStep(plans, spec) };
  }

  /** Compiles the products of steps of a shape, unless that was done before. Steps come out of it in the order in which they went in. */
  #prepare(shape: Pick<StepShape, 'rows' | 'sampled'>, forms = this.#parts.forms): Promise<void> {
    const prepared = this.#preparing.then(() => this.#compile(shape, forms));
    this.#preparing = prepared.catch(() => undefined);
    return prepared;
  }

  async #compile(shape: Pick<StepShape, 'rows' | 'sampled'>, forms: KernelForms): Promise<void> {
    const { spec, config, kernels, weights } = this.#parts;
    const key = `${shape.rows}/${shape.sampled}`;
    const kept = forms === this.#parts.forms;
    if (kept && this.#prepared.has(key)) return;
    const products = productKernels(spec, config, shape, forms);
    await kernels.matmul.prepare(
      MATMULS.map((name) => ({ kernel: products[name], weights: weightsOf(weights, name) })),
    );
    if (kept) this.#prepared.add(key);
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
    listForward({ list, ...this.#parts, forms, buffers, shape, plans });
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

  /** What a device says of its loss names no kernel: those that are not the lab's are the first to look at. */
  #withOwn(error: unknown): unknown {
    const { name, own = {} } = this.#parts.spec;
    const names = Object.values(own).map((kernel) => kernel.name);
    if (!(error instanceof GpuError) || names.length === 0) return error;
    const message = error.message.slice(`${error.operation}: `.length);
    return new GpuError(
      error.operation,
      `${message}; arm ${name} runs kernels that are not the lab's: ${names.join(', ')}`,
    );
  }

  async logitsOf(place: LogitsPlace): Promise<Float32Array | null> {
    return await readBack(this.#gpu, () => this.#logits.fetch(place));
  }

  async compareLogits(place: LogitsPlace, other: OtherLogits): Promise<LogitComparison | null> {
    const { runner } = other;
    if (!(runner instanceof WebGpuArm)) return null;
    return await readBack(this.#gpu, () => this.#logits.compare(place, runner.#logits, other.place));
  }

  spoilCache(): Promise<void> {
    spoilKvCache(this.#gpu.device.queue, this.#parts.memory.buffers().cache);
    return Promise.resolve();
  }

  destroy(): void {
    this.#closed = true;
    this.#parts.guards.destroy();
    this.#parts.memory.destroy();
  }

  async #read(readback: GPUBuffer, back: ReadStep): Promise<ReadRow[]> {
    return await readBack(this.#gpu, async () => {
      if (back.sampled > 0) return await readResults(this.#gpu, readback, back);
      await deviceWait(this.#gpu, this.#gpu.device.queue.onSubmittedWorkDone());
      return [];
    });
  }
}

/** What stays the same of a sampled row in any batch. */
function placeOf(plan: StepPlan, { rows }: StepPlans, row: number): LogitsPlace {
  const { slice, position } = rows[row];
  return { request: plan.slices[slice].request, position };
}

/** Different sets of params that steps of an arm may have by these forms. */
function paramSets({ spec, config, weights, kernels, memory }: ArmParts, forms: KernelForms): number {
  const { forms: used } = mostOfProducts(spec, config, memory.buffers().capacity, forms);
  const products = forEachMatmul((name) => used[name].size * weightsOf(weights, name).size);
  return mostParamSets(config, { norms: kernels.addNorm.size, projected: kernels.projected.size, products });
}

/** The layouts in which a product's weights are held, layer by layer. */
function weightsOf({ layers, head }: GpuWeights, name: MatmulName): ReadonlySet<WeightLayout> {
  if (name === 'head') return new Set([head.layout]);
  const member = ({ qkv: 'qkv', o: 'o', gate_up: 'gateUp', down: 'down' } as const)[name];
  return new Set(layers.map((layer) => layer[member].layout));
}
