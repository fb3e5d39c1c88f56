import type { Gpu } from '../../gpu/device.ts';
import { GpuError, GpuMemoryError } from '../../gpu/errors.ts';
import type { Tuning } from '../../gpu/tuning.ts';
import { expertOrders } from '../../kernels/experts.ts';
import { type KernelForms, planForms, withinStorage, withoutEpilogues } from '../../kernels/forms.ts';
import { quantisedForms } from '../../kernels/matmul-quantised.ts';
import { ownForms } from '../../kernels/own-forms.ts';
import { WEIGHT_FORMATS } from '../../kernels/weight-formats.ts';
import { partsOf } from '../../kernels/weights/pieces.ts';
import { checkpointTensors } from '../../model/assemble.ts';
import type { Checkpoint } from '../../model/checkpoint.ts';
import { normsOf } from '../../model/model-config.ts';
import type { WeightDtype } from '../../numerics/dtypes.ts';
import { rmsnormPlan } from '../../numerics/rmsnorm-plan.ts';
import { mathOf } from '../../numerics/sets/kernel-sets.ts';
import type { ArmSpec } from '../../steps/arm-spec.ts';
import type { Preparing } from '../../steps/engine.ts';
import { specsOfSteps } from '../../steps/step-kernels.ts';
import { headNormPlans, matmulPlans } from '../../steps/step-plans.ts';
import type { TwoFormats } from '../lowered-weights.ts';
import type { OwnedModel } from '../model-engine.ts';
import { allocateArm } from './arm-buffers.ts';
import { smallerArm } from './fits-instead.ts';
import { expertLayoutsOf, type GpuWeights } from './gpu-weights.ts';
import { type ArmKernels, compileArm } from './kernel-library.ts';
import type { OwnDevice } from './own-device.ts';
import { OwnGuards } from './own-guards.ts';
import { quantisesRows, type ScratchSpace } from './step-scratch.ts';
import { WebGpuArm } from './webgpu-arm.ts';
import { type MatrixLimits, matrixLimits } from './weight-plan.ts';
import { uploadWeights } from './weights.ts';
import { uploadRules } from './width-rules.ts';

/** Weights that are being uploaded or are there, and what may end that. */
interface Uploading {
  readonly weights: Promise<GpuWeights>;
  readonly signal: AbortSignal | undefined;
}

/** A checkpoint on a device: its weights, uploaded once for each dtype that an arm asks for, and its arms' kernels. */
export class DeviceModel implements OwnedModel {
  readonly #scratch: ScratchSpace;
  readonly #gpu: Gpu;
  readonly #checkpoint: Checkpoint;
  readonly #ownDevice: OwnDevice | null;
  readonly #limits: MatrixLimits;
  /** Ends uploads under way when the model is freed. */
  readonly #freed = new AbortController();
  /** An upload that is under way is its first asker's: who else asks for the dtype waits for it. */
  readonly #weights = new Map<WeightDtype, Uploading>();
  /** The same checkpoint where arms with kernels of their own run. */
  #apart: { readonly scratch: ScratchSpace; readonly model: DeviceModel } | null = null;

  /**
   * `scratch`: its engine's, on the device. `ownDevice`: where texts that are not ours run; null on that device itself. `limits`: what one matrix
   * may take; left out, the device's.
   */
  constructor(
    scratch: ScratchSpace,
    checkpoint: Checkpoint,
    ownDevice: OwnDevice | null,
    limits?: MatrixLimits,
  ) {
    this.#scratch = scratch;
    this.#gpu = scratch.gpu;
    this.#limits = limits ?? matrixLimits(this.#gpu.device.limits, ownDevice === null);
    this.#checkpoint = checkpoint;
    this.#ownDevice = ownDevice;
  }

  /** Uploads the weights that such an arm reads, unless they are there. Throws as opening it would, and the signal's reason. */
  async prepare(arm: ArmSpec | Pick<ArmSpec, 'weights'>, watch: Preparing): Promise<void> {
    if ('own' in arm && arm.own && this.#ownDevice) {
      await (await this.#modelApart(this.#ownDevice, arm)).prepare(arm, watch);
      return;
    }
    await this.#weightsAs(arm.weights, watch);
  }

  /**
   * Uploads weights, compiles the kernels that its steps begin with and allocates its buffers. Only a bench names other forms than the plans'.
   * An arm with kernels of its own gets a device beside this one. Throws OwnKernelError where those may not run, or do not compile.
   */
  async openArm(spec: ArmSpec, forms?: KernelForms): Promise<WebGpuArm> {
    const usual = forms ?? formsOf(spec, this.#gpu.tuning);
    if (!spec.own) return await this.#open(spec, usual);
    if (this.#ownDevice) return await (await this.#modelApart(this.#ownDevice, spec)).openArm(spec);
    const { config } = this.#checkpoint;
    const { own, limits } = spec;
    const { tuning } = this.#gpu;
    const edited = ownForms({ own, config, maxContext: limits.maxContext, tuning });
    // No text of another's reads what is quantised: an experiment that asks for both is refused.
    return await this.#open(spec, spec.quantize ? { ...edited, matmul: usual.matmul } : edited);
  }

  async #open(spec: ArmSpec, asked: KernelForms): Promise<WebGpuArm> {
    const { config } = this.#checkpoint;
    const guards = new OwnGuards(this.#gpu, spec.name);
    try {
      const weights = await this.#weightsAs(spec.weights);
      const smaller = spec.limits.lent?.to ?? spec.dynamic?.low;
      const lower = smaller && (await this.#weightsAs(smaller));
      const layers = [...weights.layers, ...(lower?.layers ?? [])];
      const pieces = Math.max(...layers.map(({ qkv }) => qkv.buffers.length));
      const forms = withinStorage(asked, { storage: this.#limits.storage, pieces });
      const kernels = await this.#compile(spec, forms, { weights, ...(lower && { lower }) }, guards);
      const memory = await allocateArm(this.#scratch, spec, config, forms).catch((error: unknown) => {
        throw error instanceof GpuMemoryError ? this.#withSmaller(error, spec, weights) : error;
      });
      try {
        const arm = new WebGpuArm(this.#gpu, {
          ...{ spec, config, weights, forms, kernels, memory, guards },
          ...(lower && { lower }),
          ...(spec.dynamic && { widthRules: uploadRules(memory.pool, spec.dynamic) }),
        });
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
    { weights, lower }: TwoFormats<GpuWeights>,
    guards: OwnGuards,
  ): Promise<ArmKernels> {
    const { config } = this.#checkpoint;
    const layers = [...weights.layers, ...(lower?.layers ?? [])];
    const rows = Array.from({ length: spec.limits.maxTokensPerStep }, (_, i) => i + 1);
    const specs = specsOfSteps(spec);
    const lanes = rows.flatMap((m) =>
      specs.map(({ kernels }) => [m, rmsnormPlan(kernels.rmsnorm, m, config.hiddenSize).lanes] as const),
    );
    const needs = {
      math: mathOf(spec.kernels),
      operands: weights.operands && (lower?.operands ?? true),
      activations: spec.activations,
      embedding: weights.embedding.layout,
      norms: lanes.map(([m, count]) => forms.addNorm(count, m, config)),
      headLanes: rows.flatMap((m) =>
        specs.flatMap((each) => {
          const plans = headNormPlans(each, config, m);
          return plans ? [{ q: plans.q.lanes, k: plans.k.lanes }] : [];
        }),
      ),
      sumsLanes: new Set(normsOf(config).after ? lanes.map(([, count]) => count) : []),
      forms,
      quantizes: quantisesRows(spec),
      widths: spec.dynamic !== undefined,
      ...(config.experts && {
        expertLayouts: expertLayoutsOf(layers),
        expertOrders: [
          ...new Set(specs.flatMap((each) => expertOrders(matmulPlans(each, config, 1, 1).down))),
        ],
      }),
    };
    return await compileArm(this.#gpu, config, needs, guards);
  }

  destroy(): void {
    this.#freed.abort(new GpuError('weights', 'the model was freed while they were uploaded'));
    // What failed has freed itself, and whoever asked for it was told.
    for (const { weights } of this.#weights.values())
      weights.then(
        (uploaded) => uploaded.destroy(),
        () => undefined,
      );
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

  /** The same error, with what would take less. */
  #withSmaller(error: GpuMemoryError, spec: ArmSpec, weights: GpuWeights): GpuError {
    const held = new Set([...weights.layouts].map((layout) => partsOf(layout).dtype));
    return error.instead(smallerArm(this.#checkpoint.config, spec, held));
  }

  async #weightsAs(asked: WeightDtype, watch: Preparing = {}): Promise<GpuWeights> {
    const dtype = this.#isStored(asked) ? 'stored' : asked;
    for (;;) {
      watch.signal?.throwIfAborted();
      const known = this.#weights.get(dtype) ?? this.#upload(dtype, watch);
      try {
        return await known.weights;
      } catch (error) {
        // Another one gave up on the upload that this one waited for too.
        if (this.#freed.signal.aborted || watch.signal?.aborted || !known.signal?.aborted) throw error;
      }
    }
  }

  /** Whether a dtype is what all matrices are stored in, so that one upload serves whoever asks for either. */
  #isStored(dtype: WeightDtype): boolean {
    if (dtype === 'stored') return true;
    const matrices = checkpointTensors(this.#checkpoint).filter(({ shape }) => shape.length > 1);
    return matrices.every((tensor) => tensor.dtype === WEIGHT_FORMATS[dtype].stored);
  }

  #upload(dtype: WeightDtype, { signal, onProgress }: Preparing): Uploading {
    const options = {
      onProgress,
      limits: this.#limits,
      signal: signal ? AbortSignal.any([signal, this.#freed.signal]) : this.#freed.signal,
    };
    const weights = uploadWeights(this.#gpu, this.#checkpoint, dtype, options);
    const uploading = { weights, signal };
    this.#weights.set(dtype, uploading);
    weights.catch(() => {
      if (this.#weights.get(dtype) === uploading) this.#weights.delete(dtype);
    });
    return uploading;
  }
}

/** Where a row's sums are chosen between, no product goes on with its own. */
function formsOf({ quantize, dynamic }: ArmSpec, tuning: Tuning): KernelForms {
  if (dynamic) return withoutEpilogues(planForms(tuning));
  return quantize ? quantisedForms(tuning) : planForms(tuning);
}
