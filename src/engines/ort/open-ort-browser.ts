import asyncifyModule from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.mjs?url';
import asyncifyWasm from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm?url';
import jspiModule from 'onnxruntime-web/ort-wasm-simd-threaded.jspi.mjs?url';
import jspiWasm from 'onnxruntime-web/ort-wasm-simd-threaded.jspi.wasm?url';
import wasmModule from 'onnxruntime-web/ort-wasm-simd-threaded.mjs?url';
import wasm from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url';
import type { Gpu } from '../../gpu/device.ts';
import { OrtEngine } from './ort-engine.ts';
import { configure, type OrtModule } from './runtime.ts';

let onCpu: Promise<OrtModule> | null = null;
let onDevice: Promise<OrtModule> | null = null;

/** onnxruntime-web on a browser's device, or without one in WebAssembly. Its parts are fetched at the first call. */
export async function openBrowserOrtEngine(gpu: Gpu | null): Promise<OrtEngine> {
  if (gpu) {
    onDevice ??= loadForDevice();
    return new OrtEngine(await onDevice, gpu);
  }
  onCpu ??= import('onnxruntime-web/wasm').then((ort) => configure(ort, { mjs: wasmModule, wasm }));
  return new OrtEngine(await onCpu, null);
}

/** Where WebAssembly can wait for promises by itself, the build that needs no rewriting for it: 17 MB instead of 27. */
async function loadForDevice(): Promise<OrtModule> {
  if ('Suspending' in WebAssembly) {
    return configure(await import('onnxruntime-web/jspi'), { mjs: jspiModule, wasm: jspiWasm });
  }
  return configure(await import('onnxruntime-web/webgpu'), { mjs: asyncifyModule, wasm: asyncifyWasm });
}
