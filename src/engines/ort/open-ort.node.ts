import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import type { Gpu } from '../../gpu/device.ts';
import { OrtEngine } from './ort-engine.ts';
import type { OrtForm } from './ort-session.ts';
import { configure, type OrtModule } from './runtime.ts';

const require = createRequire(import.meta.url);

let onCpu: Promise<OrtModule> | null = null;
let onDevice: Promise<OrtModule> | null = null;

/** onnxruntime-web on a device that is already open, or without one in WebAssembly. */
export async function openNodeOrtEngine(gpu: Gpu | null, form: OrtForm = 'fast'): Promise<OrtEngine> {
  return new OrtEngine(await loadNodeOrt(gpu), gpu, form);
}

/** onnxruntime-web itself, on a device that is already open or without one in WebAssembly. */
export async function loadNodeOrt(gpu: Gpu | null): Promise<OrtModule> {
  if (gpu === null) return loadForCpu();
  const ort = await loadForDevice();
  offerDevice(ort, gpu);
  return ort;
}

function loadForCpu(): Promise<OrtModule> {
  onCpu ??= import('onnxruntime-web/wasm').then((ort) => configure(ort, parts('ort-wasm-simd-threaded')));
  return onCpu;
}

function loadForDevice(): Promise<OrtModule> {
  // This build was rewritten so that it can wait for promises, and one function became so large that optimising it takes a
  // minute. What computes is on the device: the code of the first pass will do.
  setFlagsFromString('--wasm-tiering-budget=1000000000');
  onDevice ??= import('onnxruntime-web/webgpu').then((ort) =>
    configure(ort, parts('ort-wasm-simd-threaded.asyncify')),
  );
  return onDevice;
}

/** Files of the installed package. */
function parts(name: string) {
  const part = (suffix: 'mjs' | 'wasm') =>
    pathToFileURL(require.resolve(`onnxruntime-web/${name}.${suffix}`)).href;
  return { mjs: part('mjs'), wasm: part('wasm') };
}

/**
 * Lets onnxruntime-web, which looks for a browser's `navigator.gpu`, find the adapter of a device that is already open. It
 * only asks whether there is one: the device itself is handed to each session.
 */
function offerDevice(ort: OrtModule, { device, info }: Gpu): void {
  acceptSharedMemory();
  const { limits, features } = device;
  const adapter = { limits, features, info, requestDevice: () => Promise.resolve(device) };
  const gpu = { requestAdapter: () => Promise.resolve(adapter) };
  Object.defineProperty(globalThis, 'navigator', { value: { gpu, userAgent: 'Node' }, configurable: true });
  ort.env.webgpu.adapter = adapter as unknown as GPUAdapter;
}

const SHARED_MEMORY = Symbol('takes views of shared memory');

/** Dawn's Node binding refuses views of shared memory, which browsers take; onnxruntime-web's whole memory is shared. */
function acceptSharedMemory(): void {
  const { prototype } = GPUQueue;
  if (Object.hasOwn(prototype, SHARED_MEMORY)) return;
  const { writeBuffer } = prototype;
  function writeCopy(
    this: GPUQueue,
    buffer: GPUBuffer,
    at: number,
    data: Uint8Array,
    from: number,
    size: number,
  ) {
    const shared = data.buffer instanceof SharedArrayBuffer;
    writeBuffer.call(this, buffer, at, shared ? data.slice() : (data as Uint8Array<ArrayBuffer>), from, size);
  }
  Object.assign(prototype, { writeBuffer: writeCopy, [SHARED_MEMORY]: true });
}
