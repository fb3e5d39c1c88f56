import type { Gpu } from '../../gpu/device.ts';
import { type KernelForms, planForms } from '../../kernels/forms.ts';
import { ownForms } from '../../kernels/own-forms.ts';
import type { Checkpoint } from '../../model/checkpoint.ts';
import type { WeightDtype } from '../../numerics/dtypes.ts';
import { rmsnormPlan } from '../../numerics/rmsnorm-plan.ts';
import type { ArmSpec } from '../../steps/arm-spec.ts';
import type { OwnedModel } from '../model-engine.ts';
import { allocateArm } from './arm-buffers.ts';
import { type ArmKernels, compileArm } from './kernel-library.ts';
import type { OwnDevice } from './own-device.ts';
import { OwnGuards } from './own-guards.ts';
import type { ScratchSpace } from './step-scratch.ts';
import { WebGpuArm } from './webgpu-arm.ts';
import { type GpuWeights, uploadWeights } from './weights.ts';

/** A checkpoint on a device: its weights, uploaded once for each dtype that an arm asks for, and its arms' kernels. */
export class DeviceModel implements OwnedModel {
  readonly #scratch: ScratchSpace;
  readonly #gpu: Gpu;
  readonly #checkpoint: Checkpoint;
  readonly #ownDevice: OwnDevice | null;
  readonly #weights = new Map<WeightDtype, GpuWeights>();
  /** The same checkpoint where arms with kernels of their own run. */
  #apart: { readonly scratch: ScratchSpace; readonly model: DeviceModel } | null = null;

  /** `scratch`: its engine's, on the device. `ownDevice`: where texts that are not ours run; null on that device itself. */
  constructor(scratch: ScratchSpace, checkpoint: Checkpoint, ownDevice: OwnDevice | null) {
    this.#scratch = scratch;
    this.#gpu = scratch.gpu;
    this.#checkpoint = checkpoint;
    this.#ownDevice = ownDevice;
  }

  /**
   * Uploads weights, compiles the kernels that its steps begin with and allocates its buffers. Only a bench names other forms than the plans'.
   * An arm with kernels of its own gets a device beside this one. Throws OwnKernelError where those may not run, or do not compile.
   */
  async openArm(spec: ArmSpec, forms: KernelForms = planForms(this.#gpu.tuning)): Promise<WebGpuArm> {
    if (!spec.own) return await this.#open(spec, forms);
    if (this.#ownDevice) return await (await this.#modelApart(this.#ownDevice, spec)).openArm(spec);
    const { config } = this.#checkpoint;
    const { own, limits } = spec;
    const { tuning } = this.#gpu;
    return await this.#open(spec, ownForms({ own, config, maxContext: limits.maxContext, tuning }));
  }

  async #open(spec: ArmSpec, forms: KernelForms): Promise<WebGpuArm> {
    const { config } = this.#checkpoint;
    const guards = new OwnGuards(this.#gpu, spec.name);
    try {
      const weights = this.#weightsAs(spec.weights);
      const kernels = await this.#compile(spec, forms, weights, guards);
      const memory = await allocateArm(this.#scratch, spec, config, forms);
      try {
        const arm = new WebGpuArm(this.#gpu, { spec, config, weights, forms, kernels, memory, guards });
        await arm.warmUp();
        this.#gpu.errors.check();
        return arm;
      } catch (error) {
        // The scratch is its engine's: a lease that nobody gives back would keep it for good.
        memory.destroy();
        throw error;
      }
    } catch (error) {
      guards.destroy();
      throw error;
    }
  }

  async #compile(
    spec: ArmSpec,
    forms: KernelForms,
    weights: GpuWeights,
    guards: OwnGuards,
  ): Promise<ArmKernels> {
    const { config } = this.#checkpoint;
    const rows = Array.from({ length: spec.limits.maxTokensPerStep }, (_, i) => i + 1);
    const lanesOf = (terms: number) =>
      new Set(rows.map((m) => rmsnormPlan(spec.kernels.rmsnorm, m, terms).lanes));
    const needs = {
      activations: spec.activations,
      embedding: weights.embedding.dtype,
      lanes: lanesOf(config.hiddenSize),
      headLanes: config.qkNorm ? lanesOf(config.headDim) : new Set<number>(),
      forms,
    };
    return await compileArm(this.#gpu, config, needs, guards);
  }

  destroy(): void {
    for (const weights of this.#weights.values()) weights.destroy();
    this.#weights.clear();
    this.#apart?.model.destroy();
    this.#apart = null;
  }

  async #modelApart(device: OwnDevice, spec: ArmSpec): Promise<DeviceModel> {
    const scratch = await device.open(spec);
    if (this.#apart?.scratch !== scratch) {
      // The device that it was on is lost.
      this.#apart?.model.destroy();
      this.#apart = { scratch, model: new DeviceModel(scratch, this.#checkpoint, null) };
    }
    return this.#apart.model;
  }

  #weightsAs(dtype: WeightDtype): GpuWeights {
    const known = this.#weights.get(dtype);
    if (known) return known;
    const uploaded = uploadWeights(this.#gpu, this.#checkpoint, dtype);
    this.#weights.set(dtype, uploaded);
    return uploaded;
  }
}
