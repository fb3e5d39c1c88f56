/** The part of a browser's storage for an origin that models are kept with, in memory. */
export function memoryStorage(): Pick<Navigator, 'storage' | 'locks'> & { readonly root: MemoryFolder } {
  const root = new MemoryFolder();
  return {
    root,
    storage: {
      getDirectory: () => Promise.resolve(root),
      estimate: () => Promise.resolve({ quota: 1e9, usage: 0 }),
    } as unknown as StorageManager,
    locks: {
      query: () => Promise.resolve({ held: [] }),
      request: (...args: readonly unknown[]) => (args.at(-1) as () => unknown)(),
    } as unknown as LockManager,
  };
}

const lacks = (name: string) => new DOMException(`${name} is not there`, 'NotFoundError');

class MemoryFolder {
  readonly kind = 'directory';
  readonly #entries = new Map<string, MemoryFolder | MemoryFile>();

  getDirectoryHandle(name: string, { create = false } = {}): Promise<MemoryFolder> {
    return this.#get(name, create && (() => new MemoryFolder()));
  }

  getFileHandle(name: string, { create = false } = {}): Promise<MemoryFile> {
    const move = (to: string) => {
      this.#entries.set(to, this.#entries.get(name)!);
      this.#entries.delete(name);
    };
    return this.#get(name, create && (() => new MemoryFile(move)));
  }

  removeEntry(name: string): Promise<void> {
    return this.#entries.delete(name) ? Promise.resolve() : Promise.reject(lacks(name));
  }

  async *entries() {
    yield* this.#entries;
  }

  async *keys() {
    yield* this.#entries.keys();
  }

  #get<Entry>(name: string, create: false | (() => MemoryFolder | MemoryFile)): Promise<Entry> {
    if (create && !this.#entries.has(name)) this.#entries.set(name, create());
    const found = this.#entries.get(name);
    return found ? Promise.resolve(found as Entry) : Promise.reject(lacks(name));
  }
}

/** Public: what a test changes behind the page's back. */
class MemoryFile {
  readonly kind = 'file';
  bytes = new Uint8Array(0);
  readonly #move: (to: string) => void;
  /** The modes of those that are open. */
  readonly #handles: string[] = [];

  constructor(move: (to: string) => void) {
    this.#move = move;
  }

  getFile(): Promise<Blob> {
    return Promise.resolve(new Blob([this.bytes]));
  }

  move(to: string): Promise<void> {
    this.#move(to);
    return Promise.resolve();
  }

  /** Of handles that only read there may be several at once. */
  createSyncAccessHandle({ mode = 'readwrite' }: { readonly mode?: string } = {}) {
    if (this.#handles.some((other) => mode === 'readwrite' || other === 'readwrite'))
      return Promise.reject(new DOMException('another handle is open', 'NoModificationAllowedError'));
    this.#handles.push(mode);
    let open = true;
    return Promise.resolve({
      getSize: () => this.bytes.length,
      read: (into: Uint8Array, { at }: { readonly at: number }) => {
        const piece = this.bytes.subarray(at, at + into.length);
        into.set(piece);
        return piece.length;
      },
      write: (from: Uint8Array, { at }: { readonly at: number }) => {
        this.#resize(Math.max(this.bytes.length, at + from.length));
        this.bytes.set(from, at);
        return from.length;
      },
      truncate: (size: number) => this.#resize(size),
      flush: () => undefined,
      close: () => {
        if (open) this.#handles.splice(this.#handles.indexOf(mode), 1);
        open = false;
      },
    });
  }

  #resize(size: number): void {
    const bytes = new Uint8Array(size);
    bytes.set(this.bytes.subarray(0, size));
    this.bytes = bytes;
  }
}
