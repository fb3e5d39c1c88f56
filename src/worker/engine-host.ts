import { openCpuEngine } from '../engines/cpu/open-cpu.ts';
import type { OwnKernelHost } from '../engines/webgpu/own-device.ts';
import { OwnKernels } from '../engines/webgpu/own-kernels.ts';
import { tunedGpu } from '../engines/webgpu/tuned-gpu.ts';
import { reportAdapter, WebGpuEngine } from '../engines/webgpu/webgpu-engine.ts';
import type { Gpu } from '../gpu/device.ts';
import { openBrowserGpu } from '../gpu/open-browser.ts';
import type { Checkpoint } from '../model/checkpoint.ts';
import type { AdapterReport, Engine, EngineKind } from '../steps/engine.ts';
import type { Certificate } from '../studies/certificate/certificate.ts';

/** An engine, and the device that it runs on; null where it runs on the processor. */
export interface HostedEngine {
  readonly engine: Engine;
  readonly gpu: Gpu | null;
  /** Where kernels that are not the lab's may run. */
  readonly own: OwnKernelHost;
}

/** What was measured of an adapter on an earlier visit. */
export type KnownTuning = Pick<Certificate, 'adapter' | 'tuning'>;

/** Keeps one device and one engine open between runs, and opens new ones after they were lost or dropped. */
export class EngineHost {
  /** Its device is opened for the first such kernel. */
  readonly own = new OwnKernels(() => this.#openBeside());
  #known: readonly KnownTuning[] = [];
  #gpu: Promise<Gpu> | null = null;
  #opened: (HostedEngine & { readonly checkpoint: Checkpoint }) | null = null;

  /** Throws GpuError where there is no WebGPU. */
  async openGpu(known: readonly KnownTuning[]): Promise<AdapterReport> {
    this.#known = known;
    return reportAdapter(await this.gpu());
  }

  async open(kind: EngineKind, checkpoint: Checkpoint): Promise<HostedEngine> {
    if (this.#opened && this.#opened.engine.kind !== kind) this.drop();
    const { engine, gpu, own } = this.#opened ?? (await this.#create(kind));
    // One model at a time: the last one's weights would take up the device.
    if (this.#opened && this.#opened.checkpoint !== checkpoint) engine.unload(this.#opened.checkpoint);
    this.#opened = { engine, gpu, own, checkpoint };
    return this.#opened;
  }

  async #create(kind: EngineKind): Promise<HostedEngine> {
    const own = this.own;
    if (kind === 'cpu') return { engine: openCpuEngine(), gpu: null, own };
    if (kind === 'webgpu') {
      const gpu = await this.gpu();
      return { engine: new WebGpuEngine(gpu, own), gpu, own };
    }
    const gpu = kind === 'ort-webgpu' ? await this.gpu() : null;
    // Large, and asked for by few.
    const { openBrowserOrtEngine } = await import('../engines/ort/open-ort-browser.ts');
    return { engine: await openBrowserOrtEngine(gpu), gpu, own };
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

/** Whoever asked for the device was told why there is none. */
const noDevice = () => undefined;
