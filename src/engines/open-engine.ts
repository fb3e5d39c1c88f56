import type { Gpu } from '../gpu/device.ts';
import type { Engine, EngineKind } from '../steps/engine.ts';
import { openCpuEngine } from './cpu/open-cpu.ts';
import type { OwnKernelHost } from './webgpu/own-device.ts';
import { WebGpuEngine } from './webgpu/webgpu-engine.ts';

/** An engine, and the device that it runs on; null where it runs on the processor. */
export interface EngineOnDevice {
  readonly engine: Engine;
  readonly gpu: Gpu | null;
}

/** What the command line and a page open in their own ways. */
export interface EngineHome {
  /** Throws GpuError where there is no WebGPU. */
  readonly gpu: () => Promise<Gpu>;
  /** Where kernels that are not the lab's may run. */
  readonly own: OwnKernelHost;
  /** onnxruntime-web is large, and asked for by few: whoever asks waits for it to load. */
  readonly ort: (gpu: Gpu | null) => Promise<Engine>;
}

/** Opens an engine of a kind. Throws GpuError where it needs a device and there is none. */
export async function createEngine(kind: EngineKind, { gpu, own, ort }: EngineHome): Promise<EngineOnDevice> {
  switch (kind) {
    case 'cpu':
      return { engine: openCpuEngine(), gpu: null };
    case 'webgpu': {
      const device = await gpu();
      return { engine: new WebGpuEngine(device, own), gpu: device };
    }
    case 'ort-wasm':
      return { engine: await ort(null), gpu: null };
    case 'ort-webgpu': {
      const device = await gpu();
      return { engine: await ort(device), gpu: device };
    }
  }
}
