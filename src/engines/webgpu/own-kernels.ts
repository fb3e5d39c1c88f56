import type { OwnKernel } from '../../experiment/shaders.ts';
import type { Gpu } from '../../gpu/device.ts';
import type { OwnKernelHost } from './own-device.ts';

/** Remembers to which texts someone has said yes, and keeps the one device on which they run. */
export class OwnKernels implements OwnKernelHost {
  readonly #openGpu: () => Promise<Gpu>;
  readonly #allowed = new Set<string>();
  #gpu: Promise<Gpu> | null = null;

  constructor(openGpu: () => Promise<Gpu>) {
    this.#openGpu = openGpu;
  }

  /** By the hashes of their texts; for as long as this lives. */
  allow(hashes: readonly string[]): void {
    for (const hash of hashes) this.#allowed.add(hash);
  }

  allows({ hash }: Pick<OwnKernel, 'hash'>): boolean {
    return this.#allowed.has(hash);
  }

  /** The same device until it is lost or closed. */
  open(): Promise<Gpu> {
    if (this.#gpu) return this.#gpu;
    const opening = this.#openGpu();
    const forget = () => {
      if (this.#gpu === opening) this.#gpu = null;
    };
    opening.then(({ device }) => device.lost).then(forget, forget);
    this.#gpu = opening;
    return opening;
  }

  /** Gives the device back; what was allowed stays so. */
  close(): void {
    this.#gpu?.then(
      ({ device }) => device.destroy(),
      () => undefined,
    );
    this.#gpu = null;
  }
}
