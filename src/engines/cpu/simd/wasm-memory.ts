const PAGE = 65_536;
const MOST_PAGES = 65_536;
/** What one memory holds at most. */
export const WASM_BYTES = PAGE * MOST_PAGES;
/** Where the module keeps its constants. */
const RESERVED = 4096;
/** Blocks start where a cache line does. */
const UNIT = 64;

/** Memory that a WebAssembly module can address does not reach: 4 GB in all, or less where the system has less. */
export class WasmMemoryError extends Error {
  override readonly name = 'WasmMemoryError';
}

interface Block {
  readonly at: number;
  readonly bytes: number;
}

/** A WebAssembly memory dealt out in blocks that may be given back: first fit, neighbours joined. */
export class WasmMemory {
  readonly memory = new WebAssembly.Memory({ initial: 1 });
  readonly #taken = new Map<number, number>();
  /** By address; no two touch. */
  #free: readonly Block[] = [{ at: RESERVED, bytes: PAGE - RESERVED }];

  /** Bytes of the blocks that start at these addresses. */
  bytesAt(addresses: readonly number[]): number {
    return addresses.reduce((sum, at) => sum + (this.#taken.get(at) ?? 0), 0);
  }

  /** The address of a block of zeros. Throws WasmMemoryError where the memory cannot grow so far. */
  allocate(bytes: number): number {
    const size = Math.max(UNIT, Math.ceil(bytes / UNIT) * UNIT);
    if (!this.#free.some((block) => block.bytes >= size)) this.#grow(size);
    const found = this.#free.find((block) => block.bytes >= size)!;
    const rest = { at: found.at + size, bytes: found.bytes - size };
    this.#free = this.#free.flatMap((block) => {
      if (block !== found) return [block];
      return rest.bytes > 0 ? [rest] : [];
    });
    this.#taken.set(found.at, size);
    this.bytes(found.at, size).fill(0);
    return found.at;
  }

  free(at: number): void {
    const bytes = this.#taken.get(at);
    if (bytes === undefined) throw new RangeError(`no block of WebAssembly memory starts at ${at}`);
    this.#taken.delete(at);
    this.#release({ at, bytes });
  }

  /** Views hold until the next allocation. */
  floats(at: number, length: number): Float32Array<ArrayBuffer> {
    return new Float32Array(this.memory.buffer, at, length);
  }

  halves(at: number, length: number): Uint16Array<ArrayBuffer> {
    return new Uint16Array(this.memory.buffer, at, length);
  }

  integers(at: number, length: number): Int32Array<ArrayBuffer> {
    return new Int32Array(this.memory.buffer, at, length);
  }

  bytes(at: number, length: number): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.memory.buffer, at, length);
  }

  #grow(size: number): void {
    const end = this.memory.buffer.byteLength;
    const last = this.#free.at(-1);
    const open = last && last.at + last.bytes === end ? last.bytes : 0;
    const pages = Math.ceil((size - open) / PAGE);
    if (end / PAGE + pages > MOST_PAGES) throw refused(size, end);
    try {
      this.memory.grow(pages);
    } catch {
      throw refused(size, end);
    }
    this.#release({ at: end, bytes: pages * PAGE });
  }

  #release(block: Block): void {
    const before = this.#free.find(({ at, bytes }) => at + bytes === block.at);
    const after = this.#free.find(({ at }) => at === block.at + block.bytes);
    const joined = {
      at: before?.at ?? block.at,
      bytes: (before?.bytes ?? 0) + block.bytes + (after?.bytes ?? 0),
    };
    const others = this.#free.filter((each) => each !== before && each !== after);
    this.#free = [...others, joined].sort((a, b) => a.at - b.at);
  }
}

function refused(asked: number, held: number): WasmMemoryError {
  const megabytes = (bytes: number) => `${Math.ceil(bytes / 1e6)} MB`;
  return new WasmMemoryError(
    `WebAssembly's memory cannot grow by ${megabytes(asked)}: it holds ${megabytes(held)}, at most 4,295 MB`,
  );
}
