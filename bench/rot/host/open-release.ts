import type { RotEngine } from '../../../src/audit/rot/rot-report.ts';
import { OrtEngine } from '../../../src/engines/ort/ort-engine.ts';
import type { OrtModule } from '../../../src/engines/ort/runtime.ts';
import type { Gpu } from '../../../src/gpu/device.ts';

/** A release's files as the page finds them. */
export interface ServedRelease {
  readonly version: string;
  /** Address of its `dist` folder, ends in a slash. */
  readonly folder: string;
  /** Its script by engine, within the folder. */
  readonly scripts: Readonly<Record<'webgpu' | 'wasm', string>>;
}

function placeOf(engine: RotEngine): 'webgpu' | 'wasm' {
  return engine.startsWith('ort-webgpu') ? 'webgpu' : 'wasm';
}

/**
 * A release's engine, on a device or in WebAssembly. Releases before 1.23 take no device from their caller: they are handed an
 * adapter that gives them the same one. Throws what the release throws.
 */
export async function openRelease(release: ServedRelease, engine: RotEngine, gpu: Gpu): Promise<OrtEngine> {
  const ort = (await import(
    /* @vite-ignore */ release.folder + release.scripts[placeOf(engine)]
  )) as OrtModule;
  ort.env.wasm.numThreads = 1;
  ort.env.wasm.proxy = false;
  ort.env.wasm.wasmPaths = release.folder;
  ort.env.logLevel = 'error';
  const form = engine.endsWith('plain') ? 'plain' : 'fast';
  if (placeOf(engine) === 'wasm') return new OrtEngine(ort, null, form);
  const { device, info } = gpu;
  const adapter = {
    ...{ limits: device.limits, features: device.features, info, isFallbackAdapter: false },
    requestDevice: () => Promise.resolve(device),
    requestAdapterInfo: () => Promise.resolve(info),
  };
  ort.env.webgpu.adapter = adapter as unknown as GPUAdapter;
  return new OrtEngine(ort, gpu, form);
}
