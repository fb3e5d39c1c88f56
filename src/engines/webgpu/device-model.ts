import type { Gpu } from '../../gpu/device.ts';
import { type KernelForms, planForms } from '../../kernels/forms.ts';
import type { Checkpoint } from '../../model/checkpoint.ts';
import type { WeightDtype } from '../../numerics/dtypes.ts';
import { rmsnormPlan } from '../../numerics/rmsnorm-plan.ts';
import type { ArmSpec } from '../../steps/arm-spec.ts';
import type { OwnedModel } from '../model-engine.ts';
import { allocateArm } from './arm-buffers.ts';
import { compileArm } from './kernel-library.ts';
import { usedProducts } from './products.ts';
import type { ScratchSpace } from './step-scratch.ts';
import { WebGpuArm } from './webgpu-arm.ts';
import { type GpuWeights, uploadWeights } from './weights.ts';

/** A checkpoint on a device: its weights, uploaded once for each dtype that an arm asks for, and its arms' kernels. */
export class DeviceModel implements OwnedModel {
  readonly #scratch: ScratchSpace;
  readonly #gpu: Gpu;
  readonly #checkpoint: Checkpoint;
  readonly #weights = new Map<WeightDtype, GpuWeights>();

  /** `scratch`: its engine's, on the device. */
  constructor(scratch: ScratchSpace, checkpoint: Checkpoint) {
    this.#scratch = scratch;
    this.#gpu = scratch.gpu;
    this.#checkpoint = checkpoint;
  }

  /** Uploads weights, compiles every kernel the arm can need and allocates its buffers. Only a bench names other forms than the plans'. */
  async openArm(spec: ArmSpec, forms: KernelForms = planForms(this.#gpu.tuning)): Promise<WebGpuArm> {
    const { config } = this.#checkpoint;
    const weights = this.#weightsAs(spec.weights);
    const rows = Array.from({ length: spec.limits.maxTokensPerStep }, (_, i) => i + 1);
    const kernels = await compileArm(this.#gpu, config, {
      activations: spec.activations,
      embedding: weights.embedding.dtype,
      weights: weights.dtypes,
      lanes: new Set(rows.map((m) => rmsnormPlan(spec.kernels.rmsnorm, m, config.hiddenSize).lanes)),
      forms,
      products: usedProducts(spec, config, forms),
    });
    const memory = await allocateArm(this.#scratch, spec, config, forms);
    try {
      this.#gpu.errors.check();
      return new WebGpuArm(this.#gpu, { spec, config, weights, forms, kernels, memory });
    } catch (error) {
      // The scratch is its engine's: a lease that nobody gives back would keep it for good.
      memory.destroy();
      throw error;
    }
  }

  destroy(): void {
    for (const weights of this.#weights.values()) weights.destroy();
    this.#weights.clear();
  }

  #weightsAs(dtype: WeightDtype): GpuWeights {
    const known = this.#weights.get(dtype);
    if (known) return known;
    const uploaded = uploadWeights(this.#gpu, this.#checkpoint, dtype);
    this.#weights.set(dtype, uploaded);
    return uploaded;
  }
}
