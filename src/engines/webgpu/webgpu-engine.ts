import { probeArithmetic } from '../../gpu/arithmetic.ts';
import type { Gpu } from '../../gpu/device.ts';
import { probePortable } from '../../kernels/portable/probe-portable.ts';
import type { Checkpoint } from '../../model/checkpoint.ts';
import type { AdapterArithmetic } from '../../numerics/adapter-arithmetic.ts';
import type { PortableVerdict } from '../../numerics/portable/verdict.ts';
import type { AdapterReport } from '../../steps/engine.ts';
import type { MeasuredTuning } from '../../steps/measured-tuning.ts';
import { ModelEngine } from '../model-engine.ts';
import { DeviceModel } from './device-model.ts';
import { NO_OWN_KERNELS, OwnDevice, type OwnKernelHost } from './own-device.ts';
import { ScratchSpace } from './step-scratch.ts';
import type { MatrixLimits } from './weight-plan.ts';

/** A device's identity as plain data. */
export function reportAdapter({ info, software }: Gpu): AdapterReport {
  const { vendor, architecture, device, description } = info;
  return { vendor, architecture, device, description, software };
}

/** Runs arms on a WebGPU device, in a browser worker or in Node. */
export class WebGpuEngine extends ModelEngine<DeviceModel> {
  readonly kind = 'webgpu';
  readonly adapter: AdapterReport;
  readonly tuning: MeasuredTuning | undefined;
  readonly #gpu: Gpu;
  readonly #scratch: ScratchSpace;
  readonly #ownDevice: OwnDevice;

  readonly #limits: MatrixLimits | undefined;
  /** Of this adapter and this release; drivers change without saying so, so that no page believes what an earlier one found. */
  #portable: Promise<PortableVerdict> | null = null;

  /** `own`: where kernels that are not the lab's may run; left out, they may not. `limits`: what one matrix may take; left out, the device's. */
  constructor(gpu: Gpu, own: OwnKernelHost = NO_OWN_KERNELS, limits?: MatrixLimits) {
    super();
    this.#limits = limits;
    this.#gpu = gpu;
    this.#scratch = new ScratchSpace(gpu);
    this.#ownDevice = new OwnDevice(own);
    this.adapter = reportAdapter(gpu);
    this.tuning = gpu.measured;
  }

  probeArithmetic(): Promise<AdapterArithmetic> {
    return probeArithmetic(this.#gpu);
  }

  probePortable(): Promise<PortableVerdict> {
    const probed = this.#portable ?? probePortable(this.#gpu);
    this.#portable = probed;
    return probed;
  }

  protected create(checkpoint: Checkpoint): DeviceModel {
    return new DeviceModel(this.#scratch, checkpoint, this.#ownDevice, this.#limits);
  }
}
