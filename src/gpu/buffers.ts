import type { Gpu } from './device.ts';
import { GpuLimitError, GpuMemoryError } from './errors.ts';

/** Creates labelled buffers within the adapter's limits and frees them together. */
export class BufferPool {
  readonly #gpu: Gpu;
  readonly #owner: string;
  readonly #buffers: GPUBuffer[] = [];

  constructor(gpu: Gpu, owner: string) {
    this.#gpu = gpu;
    this.#owner = owner;
  }

  /** Of all its buffers. */
  get bytes(): number {
    return this.#buffers.reduce((sum, { size }) => sum + size, 0);
  }

  /** A zeroed storage buffer of at least `bytes` bytes. Throws GpuError where the adapter's limits are exceeded. */
  storage(label: string, bytes: number): GPUBuffer {
    return this.#create(
      label,
      bytes,
      GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST | GPUBufferUsage.COPY_SRC,
    );
  }

  uniform(label: string, bytes: number): GPUBuffer {
    return this.#create(label, bytes, GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST);
  }

  /** Where timestamps are resolved to. */
  queries(label: string, bytes: number): GPUBuffer {
    return this.#create(label, bytes, GPUBufferUsage.QUERY_RESOLVE | GPUBufferUsage.COPY_SRC);
  }

  readback(label: string, bytes: number): GPUBuffer {
    return this.#create(label, bytes, GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST);
  }

  upload(
    label: string,
    data: Uint8Array<ArrayBuffer> | Float32Array<ArrayBuffer> | Uint32Array<ArrayBuffer>,
  ): GPUBuffer {
    const buffer = this.storage(label, data.byteLength);
    this.#gpu.device.queue.writeBuffer(buffer, 0, data);
    return buffer;
  }

  /** For kernels that read it as storage, and those that read it as a uniform. */
  uploadUniform(label: string, data: Float32Array<ArrayBuffer> | Uint32Array<ArrayBuffer>): GPUBuffer {
    const { UNIFORM, STORAGE, COPY_DST } = GPUBufferUsage;
    const buffer = this.#create(label, data.byteLength, UNIFORM | STORAGE | COPY_DST);
    this.#gpu.device.queue.writeBuffer(buffer, 0, data);
    return buffer;
  }

  destroy(): void {
    for (const buffer of this.#buffers) buffer.destroy();
    this.#buffers.length = 0;
  }

  #create(name: string, bytes: number, usage: GPUBufferUsageFlags): GPUBuffer {
    const label = `${this.#owner}.${name}`;
    const size = Math.max(16, Math.ceil(bytes / 16) * 16);
    const { maxBufferSize, maxStorageBufferBindingSize } = this.#gpu.device.limits;
    const limit =
      usage & GPUBufferUsage.STORAGE ? Math.min(maxBufferSize, maxStorageBufferBindingSize) : maxBufferSize;
    if (size > limit) throw new GpuLimitError(label, `needs ${size} bytes, the adapter allows ${limit}`);
    const buffer = this.#gpu.device.createBuffer({ label, size, usage });
    this.#buffers.push(buffer);
    return buffer;
  }
}

/** Runs an allocation. Throws GpuError where the device had no memory for it, which it tells only afterwards. */
export async function withinMemory<T>(device: GPUDevice, operation: string, allocate: () => T): Promise<T> {
  device.pushErrorScope('out-of-memory');
  let result: T;
  let scope: Promise<GPUError | null>;
  try {
    result = allocate();
  } finally {
    scope = device.popErrorScope();
  }
  const error = await scope;
  if (error)
    throw new GpuMemoryError(operation, `out of memory: ${error.message || 'the adapter has no more'}`);
  return result;
}
