import { checkHostMemory } from '../engines/host-memory.ts';
import { createEngine, type EngineOnDevice } from '../engines/open-engine.ts';
import type { OwnKernelHost } from '../engines/webgpu/own-device.ts';
import { OwnKernels } from '../engines/webgpu/own-kernels.ts';
import { tunedGpu } from '../engines/webgpu/tuned-gpu.ts';
import { reportAdapter } from '../engines/webgpu/webgpu-engine.ts';
import type { HeldWeights } from '../experiment/formats-read.ts';
import type { Gpu } from '../gpu/device.ts';
import { openBrowserGpu } from '../gpu/open-browser.ts';
import type { Checkpoint } from '../model/checkpoint.ts';
import type { LoadedModel } from '../model/load.ts';
import type { AdapterReport, Engine, EngineKind } from '../steps/engine.ts';
import type { Certificate } from '../studies/certificate/certificate.ts';

export interface HostedEngine extends EngineOnDevice {
  /** Where kernels that are not the lab's may run. */
  readonly own: OwnKernelHost;
}

/** What was measured of an adapter on an earlier visit. */
export type KnownTuning = Pick<Certificate, 'adapter' | 'tuning'>;

/** Keeps one device and one engine open between runs, and opens new ones after they were lost or dropped. */
export class EngineHost {
  /** Its device is opened for the first such kernel. */
  readonly own = new OwnKernels(() => this.#openBeside());
  /** Memory of this machine, as far as it is known. */
  readonly #hostBytes: number | undefined;
  #known: readonly KnownTuning[] = [];
  #gpu: Promise<Gpu> | null = null;
  #opened: (HostedEngine & { readonly checkpoints: readonly Checkpoint[] }) | null = null;

  constructor(hostBytes?: number) {
    this.#hostBytes = hostBytes;
  }

  /** Throws GpuError where there is no WebGPU. */
  async openGpu(known: readonly KnownTuning[]): Promise<AdapterReport> {
    this.#known = known;
    return reportAdapter(await this.gpu());
  }

  /**
   * For arms, or with weights as they are stored. Throws GpuError where there is no WebGPU, ModelError where the engine would need more
   * of this machine's memory than there is.
   */
  async open(
    kind: EngineKind,
    model: Pick<LoadedModel, 'name' | 'checkpoint' | 'drafts'>,
    arms?: readonly HeldWeights[],
  ): Promise<HostedEngine> {
    if (this.#opened && this.#opened.engine.kind !== kind) this.drop();
    const { own } = this;
    const home = { gpu: () => this.gpu(), own, ort: openOrt };
    const { engine, gpu } = this.#opened ?? (await createEngine(kind, home));
    checkHostMemory(model, engine, this.#hostBytes, arms);
    // One model at a time, and those that draft for it: the last one's weights would take up the device.
    const checkpoints = [model, ...(model.drafts?.values() ?? [])].map((each) => each.checkpoint);
    for (const before of this.#opened?.checkpoints ?? [])
      if (!checkpoints.includes(before)) engine.unload(before);
    this.#opened = { engine, gpu, own, checkpoints };
    return this.#opened;
  }

  /** Frees the engine and the device. An engine that failed is not used again: it repeats its first error. */
  drop(): void {
    this.#opened?.engine.destroy();
    this.own.close();
    this.#gpu?.then(({ device }) => device.destroy(), noDevice);
    this.#opened = null;
    this.#gpu = null;
  }

  /** The open device's limits; null where none is open, which this does not change. */
  async limits(): Promise<GPUSupportedLimits | null> {
    const gpu = await this.#gpu?.catch(noDevice);
    return gpu?.device.limits ?? null;
  }

  async loseDevice(): Promise<boolean> {
    const gpu = await this.#gpu?.catch(noDevice);
    gpu?.device.destroy();
    return gpu !== undefined;
  }

  /** The device itself: what engines run on, and work that needs no model. Throws GpuError where there is no WebGPU. */
  gpu(): Promise<Gpu> {
    if (this.#gpu) return this.#gpu;
    const opening = this.#openTuned();
    const dropIfCurrent = () => {
      if (this.#gpu === opening) this.drop();
    };
    opening.then(({ device }) => device.lost).then(dropIfCurrent, dropIfCurrent);
    this.#gpu = opening;
    return opening;
  }

  /** Tiled as the other device is, whose certificate the arm's other operations have. */
  async #openBeside(): Promise<Gpu> {
    const { measured = null } = await this.gpu();
    return await tunedGpu(await openBrowserGpu(), measured);
  }

  async #openTuned(): Promise<Gpu> {
    const gpu = await openBrowserGpu();
    const identity = JSON.stringify(reportAdapter(gpu));
    const known = this.#known.find(({ adapter, tuning }) => tuning && JSON.stringify(adapter) === identity);
    return await tunedGpu(gpu, known?.tuning ?? null);
  }
}

async function openOrt(gpu: Gpu | null): Promise<Engine> {
  const { openBrowserOrtEngine } = await import('../engines/ort/open-ort-browser.ts');
  return await openBrowserOrtEngine(gpu);
}

/** Whoever asked for the device was told why there is none. */
const noDevice = () => undefined;
