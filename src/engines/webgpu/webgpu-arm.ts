import type { Gpu } from '../../gpu/device.ts';
import { GpuError } from '../../gpu/errors.ts';
import { type PassTime, PassTimer } from '../../gpu/pass-timer.ts';
import type { StepWatch } from '../../gpu/step-encoder.ts';
import { type KernelForms, tracingForms } from '../../kernels/forms.ts';
import type { ArmRunner, HeldBytes, OtherLogits } from '../../steps/engine.ts';
import type { LogitComparison, LogitsPlace } from '../../steps/logit-comparison.ts';
import { checkStep } from '../../steps/step-bounds.ts';
import { specOfStep } from '../../steps/step-kernels.ts';
import { STEP_PARTS, type StepLaps } from '../../steps/step-laps.ts';
import type { StepOutput } from '../../steps/step-output.ts';
import type { StepPlan } from '../../steps/step-plan.ts';
import { describeStep, planStep, type StepPlans } from '../../steps/step-plans.ts';
import { rowTrace, sampledRowOf, type TracedStep } from '../../steps/trace.ts';
import type { VerifiedBy } from '../../steps/verified-by.ts';
import { ArmBlocks } from './arm-blocks.ts';
import { ArmDispatches } from './arm-dispatches.ts';
import { ArmLogits, sampledPlaces } from './arm-logits.ts';
import type { ArmParts } from './arm-parts.ts';
import { ArmProducts, type ProductsShape } from './arm-products.ts';
import { dispatchesOf } from './dispatches.ts';
import { spoilKvCache } from './kv-cache.ts';
import { namingOwn } from './own-guards.ts';
import { bringsLogits, copyResults, readBack, readStep } from './results-readback.ts';
import { RoutingReadback } from './routing-readback.ts';
import { RowTap } from './row-tap.ts';
import { quantisesRows } from './step-scratch.ts';
import { stepShape } from './step-shape.ts';
import { fillTables } from './step-tables.ts';
import { WidthsReadback } from './widths-readback.ts';

/** Who watches a step: its passes, and the host's parts. */
interface ArmWatch extends StepWatch {
  readonly laps?: StepLaps;
}

/** What of a step its products follow. */
function shapeOf({ kernels }: StepPlan, rows: number, sampled: number): ProductsShape {
  return { rows, sampled, ...(kernels && { kernels }) };
}

/** One arm on the device: a KV cache, its buffers and compiled kernels. */
export class WebGpuArm implements ArmRunner {
  readonly #gpu: Gpu;
  readonly #parts: ArmParts;
  readonly #products: ArmProducts;
  readonly #dispatches: ArmDispatches;
  readonly #logits: ArmLogits;
  readonly #blocks: ArmBlocks;
  readonly #routing: RoutingReadback | null;
  readonly #widths: WidthsReadback | null;
  #steps = 0;
  #timer: PassTimer | null = null;
  #closed = false;

  constructor(gpu: Gpu, parts: ArmParts) {
    this.#gpu = gpu;
    this.#parts = parts;
    this.#logits = new ArmLogits(gpu, parts.memory, parts.config.vocabSize, parts.spec);
    this.#products = new ArmProducts(parts);
    this.#dispatches = new ArmDispatches(gpu, parts);
    this.#blocks = new ArmBlocks(gpu, parts);
    this.#routing = RoutingReadback.of(gpu, parts.memory.pool, parts.spec, parts.config);
    this.#widths = WidthsReadback.of(gpu, parts.memory.pool, parts.spec, parts.config);
  }

  /** Compiles what a step needs before it comes; without one, what the first steps most likely need: one row, and as many as there may be. */
  async warmUp(plan?: StepPlan): Promise<void> {
    if (!plan) {
      await this.#products.prepare({ rows: 1, sampled: 1 });
      await this.#products.prepare(this.#parts.memory.buffers().capacity);
      const { verify } = this.#parts.spec;
      if (verify) await this.#prepareVerifier(verify);
      return;
    }
    const { rows, sampledRows } = planStep(plan, this.#parts.spec, this.#parts.config);
    await this.#products.prepare(shapeOf(plan, rows.length, sampledRows.length));
  }

  /** What an arm's own kernels report is read back step by step, and so is what routers or rows chose. */
  get takesNext(): boolean {
    return this.#parts.spec.own === undefined && this.#routing === null && this.#widths === null;
  }

  /** A window that is verified, and one of a prompt. */
  async #prepareVerifier({ window, kernels }: VerifiedBy): Promise<void> {
    const rows = Math.min(window, this.#parts.memory.buffers().capacity.rows);
    for (const sampled of [rows, 0]) await this.#products.prepare({ rows, sampled, kernels });
  }

  /** One submission, one readback. Throws the device's first error, if it has had any. */
  async step(plan: StepPlan, laps?: StepLaps): Promise<StepOutput> {
    try {
      return laps ? await this.#timed(plan, laps) : await this.#run(plan);
    } catch (error) {
      throw namingOwn(error, this.#parts.spec);
    }
  }

  /** The same step with every dispatch timed on the device. Throws GpuError where it takes no timestamps. */
  async profileStep(plan: StepPlan): Promise<PassTime[]> {
    const timer = this.#passTimer();
    await this.#run(plan, { timer });
    return timer.read();
  }

  /** The same step, told part by part; kernels one by one where whoever hears asks for them and the device takes timestamps. */
  async #timed(plan: StepPlan, laps: StepLaps, tap?: RowTap, forms?: KernelForms): Promise<StepOutput> {
    const stamped =
      laps.kernels && this.#gpu.device.features.has('timestamp-query') && plan.slices.length > 0;
    const timer = stamped ? this.#passTimer() : undefined;
    const output = await this.#run(plan, { laps, ...(timer && { timer }), ...(tap && { tap }) }, forms);
    if (!timer) return output;
    laps.kernels?.(await timer.stamps());
    laps.lap(STEP_PARTS.timestamps);
    return output;
  }

  #passTimer(): PassTimer {
    const { memory, config, spec } = this.#parts;
    const calls = {
      quantizes: quantisesRows(spec),
      widths: spec.dynamic !== undefined,
      drops: true,
    };
    const most = dispatchesOf(config, true, new Set(), calls).length;
    this.#timer ??= new PassTimer(this.#gpu, memory.pool, most);
    return this.#timer;
  }

  /**
   * The same step with every output of one request's sampled row copied out of the device: a dispatch for each, so that none is gone on
   * with before it is copied. Throws RangeError where the request samples nothing in it, GpuError where there is no memory for the copies.
   */
  async traceStep(plan: StepPlan, request: string, index?: number, laps?: StepLaps): Promise<TracedStep> {
    const { spec, config, memory, kernels } = this.#parts;
    const plans = planStep(plan, spec, config);
    const requests = plan.slices.map((slice) => slice.request);
    const row = sampledRowOf(plans, requests, request, index);
    const forms = tracingForms(this.#parts.forms);
    await kernels.told.prepare();
    const lease = await memory.lease(forms);
    try {
      const tap = await RowTap.create(this.#gpu, { spec, config, memory, plans, row });
      try {
        laps?.lap(STEP_PARTS.captures);
        const output = await (laps ? this.#timed(plan, laps, tap, forms) : this.#run(plan, { tap }, forms));
        const trace = rowTrace(plans, config, request, row, await tap.read());
        laps?.lap(STEP_PARTS.captures);
        return { output, trace };
      } finally {
        tap.destroy();
      }
    } finally {
      lease.release();
    }
  }

  /** `forms`: others than the arm's, for this step alone. */
  async #run(plan: StepPlan, watch: ArmWatch = {}, forms?: KernelForms): Promise<StepOutput> {
    const { spec, config } = this.#parts;
    this.#gpu.errors.check();
    checkStep(plan, spec.limits);
    this.#checkOpen();
    if (plan.slices.length === 0) return { samples: [], plans: {}, ...(await this.#moved(plan)) };
    const plans = planStep(plan, spec, config);
    watch.laps?.lap(STEP_PARTS.plan);
    await this.#products.prepare(shapeOf(plan, plans.rows.length, plans.sampledRows.length), forms);
    watch.laps?.lap(STEP_PARTS.compile);
    this.#checkOpen();
    const moved = this.#moved(plan);
    // Whoever waits for the step hears of it.
    const arrived = moved.catch(() => undefined);
    try {
      const samples = await this.#computed(plan, plans, watch, forms);
      const routed = this.#routing && { routed: await this.#routing.read(plans.rows.length) };
      const widths = this.#widths && { widths: await this.#widths.read(plans.rows.length) };
      const told = { ...routed, ...widths };
      return { samples, plans: describeStep(plans, specOfStep(spec, plan)), ...(await moved), ...told };
    } finally {
      // Of a step that failed too: what was moved out is mapped, and the next one copies there.
      await arrived;
    }
  }

  /** From the call on the step is recorded and submitted without a pause: the scratch may be another's next. */
  async #computed(plan: StepPlan, plans: StepPlans, watch: ArmWatch, forms?: KernelForms) {
    const { spec, config, memory, guards } = this.#parts;
    const buffers = memory.buffers();
    const places = sampledPlaces(plan, plans);
    const kept = this.#logits.rows.take(places);
    const dealt = fillTables(buffers, plan, plans, this.#parts, kept.rows);
    const shape = stepShape(plans, dealt, plan);
    watch.laps?.lap(STEP_PARTS.tables);
    buffers.tables.write(this.#gpu.device.queue);
    watch.laps?.lap(STEP_PARTS.upload);
    guards.begin();
    const sizes = { sampled: places.length, vocabulary: config.vocabSize };
    const back = { ...sizes, whole: bringsLogits(spec) ? kept : null };
    const readback = buffers.readbacks[this.#steps++ % buffers.readbacks.length];
    const copies = (commands: GPUCommandEncoder) => {
      copyResults(commands, buffers, readback, back);
      guards.copy(commands);
      this.#routing?.copy(commands, buffers.routing);
      this.#widths?.copy(commands, buffers.estimates);
    };
    this.#dispatches.submit({ label: spec.name, copies, watch }, shape, buffers, forms);
    watch.laps?.lap(STEP_PARTS.submit);
    const rows = await readStep(this.#gpu, readback, back);
    watch.laps?.lap(STEP_PARTS.readback);
    const samples = rows.map(({ result, logits }, i) => {
      const row = kept.rows[i];
      if (row) row.result = result;
      const { index } = plans.rows[plans.sampledRows[i]];
      return { request: places[i].request, index, ...result, logits };
    });
    await guards.check(plans.rows.length);
    this.#gpu.errors.check();
    watch.laps?.lap(STEP_PARTS.choose);
    return samples;
  }

  /** Submits a step's moves before anything that is submitted after the call. */
  async #moved({ moves = [] }: StepPlan): Promise<Pick<StepOutput, 'moved'>> {
    const moved = moves.length > 0 ? await this.#blocks.submit(moves) : [];
    return this.#parts.spec.watchMoves ? { moved } : {};
  }

  /** Its buffers are gone then, and a submission that names them would be the device's first error. */
  #checkOpen(): void {
    if (this.#closed) throw new GpuError(this.#parts.spec.name, 'the arm was closed');
  }

  async logitsOf(place: LogitsPlace): Promise<Float32Array | null> {
    return await readBack(this.#gpu, () => this.#logits.fetch(place));
  }

  async compareLogits(place: LogitsPlace, other: OtherLogits): Promise<LogitComparison | null> {
    const { runner } = other;
    if (!(runner instanceof WebGpuArm)) return null;
    return await readBack(this.#gpu, () => this.#logits.compare(place, runner.#logits, other.place));
  }

  get blockLayout(): string {
    return this.#blocks.layout;
  }

  async readBlocks(blocks: readonly number[]): Promise<Uint8Array[]> {
    this.#checkOpen();
    return await this.#blocks.read(blocks);
  }

  async writeBlocks(blocks: readonly number[], bytes: readonly Uint8Array[]): Promise<void> {
    this.#checkOpen();
    await Promise.resolve(this.#blocks.write(blocks, bytes));
  }

  /** As they were allocated; what several arms write in is counted in each. */
  held(): HeldBytes {
    const { memory, weights, lower } = this.#parts;
    const { k, v } = memory.buffers().cache;
    const cache = [...k, ...v].reduce((sum, { size }) => sum + size, 0);
    return { weights: weights.bytes + (lower?.bytes ?? 0), cache, scratch: memory.bytes - cache };
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
}
