import type { KvMemory } from './kv-groups.ts';

/** Caches in script: onnxruntime's WebAssembly takes its inputs from there and gives its outputs back there, by copies. */
export function arrayMemory(elementsPerRequest: number): KvMemory<Float32Array> {
  const part = (cache: Float32Array, index: number) =>
    cache.subarray(index * elementsPerRequest, (index + 1) * elementsPerRequest);
  return {
    allocate: (batch) => new Float32Array(batch * elementsPerRequest),
    copy: (from, fromIndex, to, toIndex) => part(to, toIndex).set(part(from, fromIndex)),
    free: () => undefined,
  };
}

/** Caches on the device, where onnxruntime reads and writes them in place. */
export function deviceMemory(device: GPUDevice, elementsPerRequest: number): KvMemory<GPUBuffer> {
  const bytes = 4 * elementsPerRequest;
  const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
  return {
    allocate: (batch) => device.createBuffer({ label: 'onnxruntime kv', size: batch * bytes, usage }),
    copy(from, fromIndex, to, toIndex) {
      const encoder = device.createCommandEncoder();
      encoder.copyBufferToBuffer(from, fromIndex * bytes, to, toIndex * bytes, bytes);
      device.queue.submit([encoder.finish()]);
    },
    free: (cache) => cache.destroy(),
  };
}
