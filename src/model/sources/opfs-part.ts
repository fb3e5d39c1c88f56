import type { Part } from './shelf.ts';
import { SourceError } from './source-error.ts';

const PIECE = 1 << 22;

/** Renaming within the origin's own storage: in every browser with WebGPU, not yet in TypeScript's library. */
type Movable = FileSystemFileHandle & { move(name: string): Promise<void> };

/** A file in the browser's storage that grows until it is whole and takes its name. */
export class OpfsPart implements Part {
  readonly #handle: FileSystemFileHandle;
  readonly #file: FileSystemSyncAccessHandle;
  readonly #name: string;
  #size: number;
  #finished = false;

  private constructor(handle: FileSystemFileHandle, file: FileSystemSyncAccessHandle, name: string) {
    this.#handle = handle;
    this.#file = file;
    this.#name = name;
    this.#size = file.getSize();
  }

  static async open(handle: FileSystemFileHandle, name: string): Promise<OpfsPart> {
    try {
      return new OpfsPart(handle, await handle.createSyncAccessHandle(), name);
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

  async readThrough(onPiece: (piece: Uint8Array) => void): Promise<void> {
    const buffer = new Uint8Array(PIECE);
    for (let at = 0; at < this.#size; ) {
      const read = this.#file.read(buffer.subarray(0, Math.min(PIECE, this.#size - at)), { at });
      if (read === 0)
        throw new SourceError('damaged', this.#name, 'expected what was downloaded, found it shorter');
      onPiece(buffer.subarray(0, read));
      at += read;
      // What else is asked of this worker is heard meanwhile.
      await new Promise((resolve) => setTimeout(resolve));
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
  }

  empty(): void {
    this.#file.truncate(0);
    this.#size = 0;
  }

  async finish(): Promise<void> {
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
