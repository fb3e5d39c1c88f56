import type { BufferPool } from './buffers.ts';
import type { Binding } from './kernel-call.ts';

/** Storage bindings may only start at multiples of this (the guaranteed `minStorageBufferOffsetAlignment`). */
const ALIGNMENT = 256;

/** Bytes of a section behind which another one may be bound. */
export function alignedBytes(bytes: number): number {
  return Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
}

/** Bytes that are rather written along than left out by one more call. */
const GAP = 4096;

/**
 * Several small u32 arrays in one buffer: the tables of a step. Each section is bound on its own, so that a kernel sees nothing but its
 * array. Only what is in use is written, by one call where it lies together.
 */
export class Sections<Name extends string> {
  readonly #buffer: GPUBuffer;
  /** In the order in which they lie in the buffer. */
  readonly #sections = new Map<Name, Section>();
  readonly #host: Uint32Array<ArrayBuffer>;

  /** `words` is the capacity of each section in u32. */
  constructor(pool: BufferPool, label: string, words: Readonly<Record<Name, number>>) {
    const names = Object.keys(words) as Name[];
    const bytesOf = (name: Name) => alignedBytes(words[name] * 4);
    this.#host = new Uint32Array(names.reduce((sum, name) => sum + bytesOf(name), 0) / 4);
    let offset = 0;
    for (const name of names) {
      const host = this.#host.subarray(offset / 4, offset / 4 + words[name]);
      this.#sections.set(name, { host, offset, used: 0 });
      offset += bytesOf(name);
    }
    this.#buffer = pool.storage(label, offset);
  }

  /** The whole section as the host holds it, for whoever writes it in place. */
  room(name: Name): Uint32Array<ArrayBuffer> {
    return this.#sections.get(name)!.host;
  }

  /** Says how many leading entries of a section are in use. Throws RangeError past its capacity. */
  use(name: Name, entries: number): void {
    const section = this.#sections.get(name)!;
    const { length } = section.host;
    if (entries > length) throw new RangeError(`${name}: ${entries} entries, capacity ${length}`);
    section.used = entries;
  }

  /** Sets the leading entries of a section. Throws RangeError past its capacity. */
  set(name: Name, values: ArrayLike<number>): void {
    this.use(name, values.length);
    this.room(name).set(values);
  }

  binding(name: Name): Binding {
    const { host, offset } = this.#sections.get(name)!;
    const size = Math.max(16, Math.ceil((host.length * 4) / 16) * 16);
    return { buffer: this.#buffer, offset, size };
  }

  write(queue: GPUQueue): void {
    let [from, to] = [0, 0];
    for (const { offset, used } of this.#sections.values()) {
      if (used === 0) continue;
      if (offset - to > GAP) {
        this.#write(queue, from, to);
        from = offset;
      }
      to = offset + used * 4;
    }
    this.#write(queue, from, to);
  }

  #write(queue: GPUQueue, from: number, to: number): void {
    if (to > from) queue.writeBuffer(this.#buffer, from, this.#host, from / 4, (to - from) / 4);
  }
}

interface Section {
  readonly host: Uint32Array<ArrayBuffer>;
  /** Bytes into the buffer. */
  readonly offset: number;
  /** Leading entries that are in use. */
  used: number;
}
