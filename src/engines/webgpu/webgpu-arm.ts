import { type Gpu, rootError } from '../../gpu/device.ts';
import { deviceWait } from '../../gpu/device-wait.ts';
import type { DispatchList } from '../../gpu/dispatch-list.ts';
import { GpuError } from '../../gpu/errors.ts';
import { type PassTime, PassTimer } from '../../gpu/pass-timer.ts';
import { StepEncoder, type StepWatch } from '../../gpu/step-encoder.ts';
import type { KernelForms } from '../../kernels/forms.ts';
import type { Checkpoint } from '../../model/checkpoint.ts';
import type { ArmSpec } from '../../steps/arm-spec.ts';
import type { ArmRunner } from '../../steps/engine.ts';
import type { StepOutput } from '../../steps/step-output.ts';
import type { StepPlan } from '../../steps/step-plan.ts';
import { describeStep, planStep } from '../../steps/step-plans.ts';
import { rowTrace, sampledRowOf, type TracedStep } from '../../steps/trace.ts';
import type { ArmBuffers, ArmMemory } from './arm-buffers.ts';
import { dispatchesOf, mostParamSets } from './dispatches.ts';
import { listForward } from './forward.ts';
import { KeptLists } from './kept-lists.ts';
import type { ArmKernels } from './kernel-library.ts';
import { spoilKvCache } from './kv-cache.ts';
import type { OwnGuards } from './own-guards.ts';
import { copyResults, readResults } from './results-readback.ts';
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
  #steps = 0;
  #timer: PassTimer | null = null;

  constructor(gpu: Gpu, parts: ArmParts) {
    this.#gpu = gpu;
    this.#parts = parts;
    this.#encoder = new StepEncoder(gpu, parts.memory.pool, mostParamSets(parts.config, parts.kernels));
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
   * The same step with every output of one request's sampled row copied out of the device. Throws RangeError where the
   * request samples nothing in it, GpuError where there is no memory for the copies.
   */
  async traceStep(plan: StepPlan, request: string): Promise<TracedStep> {
    const { spec, config, memory } = this.#parts;
    const plans = planStep(plan, spec, config);
    const requests = plan.slices.map((slice) => slice.request);
    const row = sampledRowOf(plans, requests, request);
    const tap = await RowTap.create(this.#gpu, { spec, config, memory, plans, row });
    try {
      const output = await this.#run(plan, { tap });
      return { output, trace: rowTrace(plans, request, row, await tap.read()) };
    } finally {
      tap.destroy();
    }
  }

  async #run(plan: StepPlan, watch: StepWatch = {}): Promise<StepOutput> {
    const { spec, config, memory, guards } = this.#parts;
    this.#gpu.errors.check();
    const buffers = memory.buffers();
    const plans = planStep(plan, spec, config);
    const shape = stepShape(plans, fillTables(buffers, plan, plans, this.#parts));
    buffers.tables.write(this.#gpu.device.queue);
    guards.begin();
    const sampled = plans.sampledRows.map((row) => plan.slices[plans.rows[row].slice].request);
    const readback = buffers.readbacks[this.#steps++ % buffers.readbacks.length];
    const copies = (commands: GPUCommandEncoder) => {
      copyResults(commands, buffers, readback, sampled.length, config.vocabSize);
      guards.copy(commands);
    };
    this.#encoder.submit({ label: spec.name, list: this.#listOf(shape, buffers), copies, watch });
    const samples = await this.#read(readback, sampled);
    await guards.check(plans.rows.length);
    this.#gpu.errors.check();
    return { samples, plans: describeStep(plans, spec) };
  }

  /** The dispatches of every step of this shape, made the first time that it comes. */
  #listOf(shape: StepShape, buffers: ArmBuffers): DispatchList {
    const { spec, config } = this.#parts;
    return this.#lists.of(buffers, shapeKey(shape), {
      make: () =>
        this.#encoder.list((list) =>
          listForward({ list, ...this.#parts, buffers, shape, plans: shapePlans(shape, spec, config) }),
        ),
      forget: () => this.#encoder.forget(),
    });
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

  spoilCache(): Promise<void> {
    spoilKvCache(this.#gpu.device.queue, this.#parts.memory.buffers().cache);
    return Promise.resolve();
  }

  destroy(): void {
    this.#parts.guards.destroy();
    this.#parts.memory.destroy();
  }

  async #read(readback: GPUBuffer, sampled: readonly string[]) {
    const { config } = this.#parts;
    try {
      if (sampled.length > 0) return await readResults(this.#gpu, readback, sampled, config.vocabSize);
      await deviceWait(this.#gpu, this.#gpu.device.queue.onSubmittedWorkDone());
      return [];
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      throw await rootError(this.#gpu, new GpuError('readback', message));
    }
  }
}
