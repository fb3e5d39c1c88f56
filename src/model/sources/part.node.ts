import { type FileHandle, mkdir, open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Part } from './shelf.ts';
import { SourceError } from './source-error.ts';

const PIECE = 1 << 22;

/** A file on disk that grows until it is whole and takes its name. */
export async function openPartFile(partial: string, path: string): Promise<Part> {
  await mkdir(dirname(partial), { recursive: true });
  const file = await open(partial, 'a+');
  const { size } = await file.stat();
  return new PartFile(file, partial, path, size);
}

class PartFile implements Part {
  readonly #file: FileHandle;
  readonly #partial: string;
  readonly #path: string;
  #size: number;

  constructor(file: FileHandle, partial: string, path: string, size: number) {
    this.#file = file;
    this.#partial = partial;
    this.#path = path;
    this.#size = size;
  }

  get size(): number {
    return this.#size;
  }

  async readThrough(onPiece: Parameters<Part['readThrough']>[0]): Promise<void> {
    const buffer = new Uint8Array(PIECE);
    for (let at = 0; at < this.#size; ) {
      const { bytesRead } = await this.#file.read(buffer, 0, Math.min(PIECE, this.#size - at), at);
      if (bytesRead === 0)
        throw new SourceError('damaged', this.#partial, 'expected what was downloaded, found it shorter');
      await onPiece(buffer.subarray(0, bytesRead));
      at += bytesRead;
    }
  }

  async append(piece: Uint8Array): Promise<void> {
    try {
      await this.#file.appendFile(piece);
    } catch (cause) {
      const { code, message } = cause as NodeJS.ErrnoException;
      const full = code === 'ENOSPC' || code === 'EDQUOT';
      throw new SourceError(
        'room',
        this.#partial,
        full ? 'expected room on the disk, found it full' : `expected a file to write to, found ${message}`,
        { cause },
      );
    }
    this.#size += piece.length;
  }

  async empty(): Promise<void> {
    await this.#file.truncate(0);
    this.#size = 0;
  }

  async finish(): Promise<void> {
    // Whole on disk before it has the name that says so.
    await this.#file.sync();
    await rename(this.#partial, this.#path);
  }

  async close(): Promise<void> {
    await this.#file.close();
  }
}
