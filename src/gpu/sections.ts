import type { BufferPool } from './buffers.ts';
import type { Binding } from './kernel-call.ts';

/** Storage bindings may only start at multiples of this (the guaranteed `minStorageBufferOffsetAlignment`). */
const ALIGNMENT = 256;

/**
 * Several small u32 arrays in one buffer, written together by one call: the tables of a step.
 * Each section is bound on its own, so that a kernel sees nothing but its array.
 */
export class Sections<Name extends string> {
  readonly #host: Uint32Array<ArrayBuffer>;
  readonly #buffer: GPUBuffer;
  readonly #sizes: Readonly<Record<Name, number>>;
  readonly #offsets: Readonly<Record<Name, number>>;

  /** `words` is the capacity of each section in u32. */
  constructor(pool: BufferPool, label: string, words: Readonly<Record<Name, number>>) {
    let bytes = 0;
    const offsets: Partial<Record<Name, number>> = {};
    for (const name of Object.keys(words) as Name[]) {
      offsets[name] = bytes;
      bytes += Math.ceil((words[name] * 4) / ALIGNMENT) * ALIGNMENT;
    }
    this.#offsets = offsets as Record<Name, number>;
    this.#sizes = words;
    this.#host = new Uint32Array(bytes / 4);
    this.#buffer = pool.storage(label, bytes);
  }

  /** Sets the leading entries of a section. Throws RangeError past its capacity. */
  set(name: Name, values: readonly number[]): void {
    if (values.length > this.#sizes[name]) {
      throw new RangeError(`${name}: ${values.length} entries, capacity ${this.#sizes[name]}`);
    }
    this.#host.set(values, this.#offsets[name] / 4);
  }

  binding(name: Name): Binding {
    const size = Math.max(16, Math.ceil((this.#sizes[name] * 4) / 16) * 16);
    return { buffer: this.#buffer, offset: this.#offsets[name], size };
  }

  write(queue: GPUQueue): void {
    queue.writeBuffer(this.#buffer, 0, this.#host);
  }
}
