import type { Hasher } from '../hasher.ts';
import { anyHashing, HAS_WASM } from '../hashing.ts';
import { nextTurn } from '../next-turn.ts';
import type { KeptHashes } from './opfs-manifest.ts';
import type { Part } from './shelf.ts';
import { SourceError } from './source-error.ts';

const PIECE = 1 << 22;

/** Renaming within the origin's own storage: in every browser with WebGPU, not yet in TypeScript's library. */
type Movable = FileSystemFileHandle & { move(name: string): Promise<void> };

/** Told of a file that is whole, before it takes its name. */
type OnKept = (hashes: KeptHashes) => Promise<void>;

/** A file in the browser's storage that grows until it is whole and takes its name. */
export class OpfsPart implements Part {
  readonly #handle: FileSystemFileHandle;
  readonly #file: FileSystemSyncAccessHandle;
  readonly #name: string;
  readonly #onKept: OnKept;
  /** Of the first bytes, as many as came by since there is a hasher. */
  #quick: { readonly hasher: Hasher; bytes: number } | null = null;
  #size: number;
  #finished = false;

  private constructor(
    handle: FileSystemFileHandle,
    file: FileSystemSyncAccessHandle,
    name: string,
    onKept: OnKept,
  ) {
    this.#handle = handle;
    this.#file = file;
    this.#name = name;
    this.#onKept = onKept;
    this.#size = file.getSize();
  }

  static async open(handle: FileSystemFileHandle, name: string, onKept: OnKept): Promise<OpfsPart> {
    try {
      const part = new OpfsPart(handle, await handle.createSyncAccessHandle(), name, onKept);
      await part.#hashAnew();
      return part;
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new SourceError('room', name, `expected a file to write to, found it in use (${reason})`, {
        cause,
      });
    }
  }

  get size(): number {
    return this.#size;
  }

  async readThrough(onPiece: Parameters<Part['readThrough']>[0]): Promise<void> {
    await this.#hashAnew();
    const memory = new Uint8Array(Math.min(PIECE, this.#size));
    for (let at = 0; at < this.#size; ) {
      const read = this.#file.read(memory, { at });
      if (read === 0)
        throw new SourceError('damaged', this.#name, 'expected what was downloaded, found it shorter');
      const piece = memory.subarray(0, read);
      this.#hash(piece);
      await onPiece(piece);
      at += read;
      await nextTurn();
    }
  }

  append(piece: Uint8Array<ArrayBuffer>): void {
    let written = 0;
    try {
      written = this.#file.write(piece, { at: this.#size });
    } catch (cause) {
      throw noRoom(this.#name, cause);
    }
    if (written < piece.length) throw noRoom(this.#name, null);
    this.#size += written;
    this.#hash(piece);
  }

  async empty(): Promise<void> {
    this.#file.truncate(0);
    this.#size = 0;
    await this.#hashAnew();
  }

  async finish(sha256: string | null): Promise<void> {
    if (this.#quick?.bytes === this.#size) await this.#onKept({ xxh128: this.#quick.hasher.end(), sha256 });
    this.#file.flush();
    this.#file.close();
    this.#finished = true;
    await (this.#handle as Movable).move(this.#name);
  }

  close(): Promise<void> {
    if (!this.#finished) {
      this.#file.flush();
      this.#file.close();
    }
    return Promise.resolve();
  }

  async #hashAnew(): Promise<void> {
    this.#quick = HAS_WASM ? { hasher: await anyHashing('xxh128'), bytes: 0 } : null;
  }

  #hash(piece: Uint8Array): void {
    if (this.#quick === null) return;
    this.#quick.hasher.update(piece);
    this.#quick.bytes += piece.length;
  }
}

function noRoom(name: string, cause: unknown): SourceError {
  const reason = cause instanceof Error ? ` (${cause.message})` : '';
  return new SourceError(
    'room',
    name,
    `expected room in the browser's storage, found none left${reason}: delete a model`,
    { cause },
  );
}
