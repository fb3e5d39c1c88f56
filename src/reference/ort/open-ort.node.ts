import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import type { Gpu } from '../../gpu/device.ts';
import type { Checkpoint } from '../../model/checkpoint.ts';
import { OrtEngine } from './ort-engine.ts';
import type { OrtForm } from './ort-session.ts';
import { configure, type OrtModule } from './runtime.ts';

const require = createRequire(import.meta.url);

let opened: Promise<OrtModule> | null = null;

/** onnxruntime-web on a device that is already open, or without one in WebAssembly. */
export async function openNodeOrtEngine(
  gpu: Gpu | null,
  checkpoint: Checkpoint,
  form: OrtForm = 'fast',
): Promise<OrtEngine> {
  const ort = await openNodeOrt();
  if (gpu) offerDevice(ort, gpu);
  return new OrtEngine(ort, gpu, checkpoint, form);
}

/** onnxruntime-web in Node, its WebAssembly read from the installed package. */
function openNodeOrt(): Promise<OrtModule> {
  opened ??= import('onnxruntime-web/webgpu').then((ort) => {
    const part = (suffix: 'mjs' | 'wasm') =>
      pathToFileURL(require.resolve(`onnxruntime-web/ort-wasm-simd-threaded.asyncify.${suffix}`)).href;
    return configure(ort, { mjs: part('mjs'), wasm: part('wasm') });
  });
  return opened;
}

/**
 * Lets onnxruntime-web's `webgpu` provider, which looks for a browser's `navigator.gpu`, find the adapter of a device that is
 * already open. It asks the adapter only whether it is one: the device itself is handed to each session.
 */
function offerDevice(ort: OrtModule, { device, info }: Gpu): void {
  acceptSharedMemory();
  const { limits, features } = device;
  const adapter = { limits, features, info, requestDevice: () => Promise.resolve(device) };
  const gpu = { requestAdapter: () => Promise.resolve(adapter) };
  Object.defineProperty(globalThis, 'navigator', { value: { gpu, userAgent: 'Node' }, configurable: true });
  ort.env.webgpu.adapter = adapter as unknown as GPUAdapter;
}

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

const SHARED_MEMORY = Symbol('takes views of shared memory');
