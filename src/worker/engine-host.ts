import { CpuEngine } from '../engines/cpu/cpu.ts';
import { reportAdapter, WebGpuEngine } from '../engines/webgpu/webgpu-engine.ts';
import type { Gpu } from '../gpu/device.ts';
import { openBrowserGpu } from '../gpu/open-browser.ts';
import type { Checkpoint } from '../model/checkpoint.ts';
import type { AdapterReport, Engine } from '../steps/engine.ts';
import type { EngineKind } from './protocol.ts';

/** An engine, and the device that it runs on; null where it runs on the processor. */
export interface HostedEngine {
  readonly engine: Engine;
  readonly gpu: Gpu | null;
}

/** Keeps one device and one engine open between runs, and opens new ones after they were lost or dropped. */
export class EngineHost {
  #gpu: Promise<Gpu> | null = null;
  #opened: (HostedEngine & { readonly checkpoint: Checkpoint }) | null = null;

  /** Throws GpuError where there is no WebGPU. */
  async openGpu(): Promise<AdapterReport> {
    return reportAdapter(await this.#openGpu());
  }

  /** The device itself, for work that needs no model. Throws GpuError where there is no WebGPU. */
  gpu(): Promise<Gpu> {
    return this.#openGpu();
  }

  async open(kind: EngineKind, checkpoint: Checkpoint): Promise<HostedEngine> {
    const opened = this.#opened;
    if (opened?.engine.kind === kind && opened.checkpoint === checkpoint) return opened;
    if (opened) this.drop();
    const gpu = kind === 'webgpu' || kind === 'ort-webgpu' ? await this.#openGpu() : null;
    const engine = await createEngine(kind, gpu, checkpoint);
    this.#opened = { engine, gpu, checkpoint };
    return this.#opened;
  }

  /** Frees the engine and the device. An engine that failed is not used again: it repeats its first error. */
  drop(): void {
    this.#opened?.engine.destroy();
    this.#gpu?.then(({ device }) => device.destroy(), noDevice);
    this.#opened = null;
    this.#gpu = null;
  }

  async loseDevice(): Promise<boolean> {
    const gpu = await this.#gpu?.catch(noDevice);
    gpu?.device.destroy();
    return gpu !== undefined;
  }

  #openGpu(): Promise<Gpu> {
    if (this.#gpu) return this.#gpu;
    const opening = openBrowserGpu();
    const dropIfCurrent = () => {
      if (this.#gpu === opening) this.drop();
    };
    opening.then(({ device }) => device.lost).then(dropIfCurrent, dropIfCurrent);
    this.#gpu = opening;
    return opening;
  }
}

async function createEngine(kind: EngineKind, gpu: Gpu | null, checkpoint: Checkpoint): Promise<Engine> {
  if (kind === 'cpu') return new CpuEngine(checkpoint);
  if (kind === 'webgpu') return new WebGpuEngine(gpu!, checkpoint);
  // Large, and asked for by few.
  const { openBrowserOrtEngine } = await import('../engines/ort/open-ort-browser.ts');
  return openBrowserOrtEngine(gpu, checkpoint);
}

/** Whoever asked for the device was told why there is none. */
const noDevice = () => undefined;
