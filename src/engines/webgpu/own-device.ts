import { OwnKernelError } from '../../experiment/errors.ts';
import type { OwnKernel } from '../../experiment/shaders.ts';
import type { Gpu } from '../../gpu/device.ts';
import type { ArmSpec } from '../../steps/arm-spec.ts';
import { ScratchSpace } from './step-scratch.ts';

/** Who lets kernels of one's own run, and gives them a device, which it also closes. */
export interface OwnKernelHost {
  /** Whether whoever sits in front of the lab has said yes to this text. */
  allows(kernel: OwnKernel): boolean;
  /** The device that such kernels have to themselves; another one where the last was lost. Throws GpuError. */
  open(): Promise<Gpu>;
}

/** Nobody was asked. */
export const NO_OWN_KERNELS: OwnKernelHost = {
  allows: () => false,
  open: () => Promise.reject(new RangeError("kernels of one's own have no device here")),
};

/** The device of an engine's arms that run kernels of their own: opened for the first of them. */
export class OwnDevice {
  readonly #host: OwnKernelHost;
  #scratch: ScratchSpace | null = null;

  constructor(host: OwnKernelHost) {
    this.#host = host;
  }

  /** Throws OwnKernelError that names arm and kernel where nobody said yes to one of them, and GpuError. */
  async open({ name, own = {} }: ArmSpec): Promise<ScratchSpace> {
    for (const [operation, kernel] of Object.entries(own)) {
      if (this.#host.allows(kernel)) continue;
      throw new OwnKernelError([
        `arm ${name}: shaders.${operation}: ${kernel.name} is a kernel of one's own, and nobody here has said that its text may run`,
      ]);
    }
    const gpu = await this.#host.open();
    if (this.#scratch?.gpu !== gpu) this.#scratch = new ScratchSpace(gpu);
    return this.#scratch;
  }
}
