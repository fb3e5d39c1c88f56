import type { Gpu } from '../gpu/device.ts';
import { GpuError } from '../gpu/errors.ts';
import { StepEncoder } from '../gpu/step-encoder.ts';
import type { Checkpoint } from '../model/checkpoint.ts';
import type { WeightDtype } from '../numerics/dtypes.ts';
import { rmsnormPlan } from '../numerics/rmsnorm-plan.ts';
import type { StepPlan } from '../plan/step-plan.ts';
import { type ArmBuffers, allocateArm, usedForms } from './arm-buffers.ts';
import type { AdapterReport, ArmRunner, ArmSpec, Engine, StepOutput } from './engine.ts';
import { recordForward } from './forward.ts';
import { type ArmKernels, KernelLibrary } from './kernel-library.ts';
import { copyResults, readResults } from './results-readback.ts';
import { describeStep, planStep } from './step-plans.ts';
import { fillTables } from './step-tables.ts';
import { type GpuWeights, uploadWeights } from './weights.ts';

/** Different sets of params in one step: see forward.ts, with room for each form of each matmul over time. */
const PARAM_SETS = 64;

/** Runs arms on a WebGPU device, in a browser worker or in Node. Weights and kernels are shared between arms. */
export class WebGpuEngine implements Engine {
  readonly kind = 'webgpu';
  readonly adapter: AdapterReport;
  readonly #gpu: Gpu;
  readonly #checkpoint: Checkpoint;
  readonly #kernels: KernelLibrary;
  readonly #weights = new Map<WeightDtype, GpuWeights>();

  constructor(gpu: Gpu, checkpoint: Checkpoint) {
    this.#gpu = gpu;
    this.#checkpoint = checkpoint;
    this.#kernels = new KernelLibrary(gpu, checkpoint.config);
    const { vendor, architecture, device, description } = gpu.info;
    this.adapter = { vendor, architecture, device, description, software: gpu.software };
  }

  /** Uploads weights, compiles every kernel the arm can need and allocates its buffers. */
  async openArm(spec: ArmSpec): Promise<ArmRunner> {
    const { config } = this.#checkpoint;
    const weights = this.#weightsAs(spec.weights);
    const rows = Array.from({ length: spec.limits.maxTokensPerStep }, (_, i) => i + 1);
    const kernels = await this.#kernels.compileFor({
      activations: spec.activations,
      embedding: weights.embedding.dtype,
      weights: weights.dtypes,
      lanes: new Set(rows.map((m) => rmsnormPlan(spec.kernels.rmsnorm, m, config.hiddenSize).lanes)),
      forms: usedForms(spec, config),
    });
    const buffers = allocateArm(this.#gpu, spec, config);
    this.#gpu.errors.check();
    return new WebGpuArm(this.#gpu, { spec, config, weights, kernels, buffers });
  }

  destroy(): void {
    for (const weights of this.#weights.values()) weights.destroy();
    this.#gpu.device.destroy();
  }

  #weightsAs(dtype: WeightDtype): GpuWeights {
    const known = this.#weights.get(dtype);
    if (known) return known;
    const uploaded = uploadWeights(this.#gpu, this.#checkpoint, dtype);
    this.#weights.set(dtype, uploaded);
    return uploaded;
  }
}

interface ArmParts {
  readonly spec: ArmSpec;
  readonly config: Checkpoint['config'];
  readonly weights: GpuWeights;
  readonly kernels: ArmKernels;
  readonly buffers: ArmBuffers;
}

class WebGpuArm implements ArmRunner {
  readonly #gpu: Gpu;
  readonly #parts: ArmParts;
  readonly #encoder: StepEncoder;

  constructor(gpu: Gpu, parts: ArmParts) {
    this.#gpu = gpu;
    this.#parts = parts;
    this.#encoder = new StepEncoder(gpu, parts.buffers.pool, PARAM_SETS);
  }

  /** One submission, one readback. Throws the device's first error, if it has had any. */
  async step(plan: StepPlan): Promise<StepOutput> {
    const { spec, config, buffers } = this.#parts;
    this.#gpu.errors.check();
    const plans = planStep(plan, spec, config);
    const items = fillTables(buffers, plan, plans);
    buffers.tables.write(this.#gpu.device.queue);
    this.#encoder.begin(spec.name);
    recordForward({ encoder: this.#encoder, ...this.#parts, plans, items });
    const sampled = plans.sampledRows.map((row) => plan.slices[plans.rows[row].slice].request);
    this.#encoder.submit((commands) => copyResults(commands, buffers, sampled.length, config.vocabSize));
    const samples = await this.#read(sampled);
    this.#gpu.errors.check();
    return { samples, plans: describeStep(plans, spec) };
  }

  destroy(): void {
    this.#parts.buffers.pool.destroy();
  }

  async #read(sampled: readonly string[]) {
    const { buffers, config } = this.#parts;
    try {
      if (sampled.length > 0) return await readResults(buffers, sampled, config.vocabSize);
      await this.#gpu.device.queue.onSubmittedWorkDone();
      return [];
    } catch (error) {
      // A lost device fails the mapping; its own reason was recorded first and says more.
      await Promise.resolve();
      this.#gpu.errors.check();
      throw new GpuError('readback', error instanceof Error ? error.message : String(error));
    }
  }
}
