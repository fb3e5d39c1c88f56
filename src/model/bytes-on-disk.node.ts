import { hash } from 'node:crypto';
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import type { FileBytes } from './file-bytes.ts';
import { ModelError } from './model-error.ts';
import type { OnBytes, OnPiece } from './model-files.ts';
import { becameShorter, unreadable } from './unreadable.node.ts';

/** Read at a time, so that progress can be told and Node's limit of 2 GiB a call does not matter. */
const CHUNK_BYTES = 1 << 26;
/** Of a file that is read through and not kept. */
const PIECE_BYTES = 1 << 23;
/** What is hashed by itself, and so is read whole for any byte of it. */
const BLOCK_BYTES = 1 << 18;

/** All of a file. Throws ModelError where it ends early or no array can hold it. */
export async function readWhole(
  file: FileHandle,
  path: string,
  size: number,
  onBytes: OnBytes | undefined,
): Promise<Uint8Array> {
  const bytes = allocate(size, path);
  let loaded = 0;
  do {
    const length = Math.min(CHUNK_BYTES, size - loaded);
    const { bytesRead } = await file.read(bytes, loaded, length, loaded);
    if (bytesRead === 0 && length > 0) throw becameShorter(path, size, loaded);
    loaded += bytesRead;
    onBytes?.(loaded, size);
  } while (loaded < size);
  return bytes;
}

/** Reads a file through one buffer and keeps none of it, but what tells whether it is the same when it is read again. */
export async function readThrough(
  file: FileHandle,
  path: string,
  size: number,
  onPiece: OnPiece,
  onBytes: OnBytes | undefined,
): Promise<FileBytes> {
  const buffer = new Uint8Array(PIECE_BYTES);
  const digests: string[] = [];
  for (let at = 0; at < size; ) {
    const piece = buffer.subarray(0, Math.min(PIECE_BYTES, size - at));
    for (let loaded = 0; loaded < piece.length; ) {
      const { bytesRead } = await file.read(piece, loaded, piece.length - loaded, at + loaded);
      if (bytesRead === 0) throw becameShorter(path, size, at + loaded);
      loaded += bytesRead;
    }
    at += piece.length;
    digests.push(...blockDigests(piece));
    onPiece(piece);
    onBytes?.(at, size);
  }
  return new BytesOnDisk(path, size, digests);
}

/**
 * A file that is opened for each range that is read: nobody has to close it. What is read is compared with what was read first, block by
 * block: times and sizes say nothing where two writes fall within one tick of the file system's clock, or where a tool puts times back, and
 * say too much where only a link or a permission changed.
 */
class BytesOnDisk implements FileBytes {
  readonly size: number;
  readonly held = null;
  readonly #path: string;
  readonly #digests: readonly string[];

  constructor(path: string, size: number, digests: readonly string[]) {
    this.#path = path;
    this.size = size;
    this.#digests = digests;
  }

  read(from: number, to: number): Uint8Array {
    const first = Math.floor(from / BLOCK_BYTES);
    const begin = first * BLOCK_BYTES;
    const end = Math.min(this.size, Math.ceil(to / BLOCK_BYTES) * BLOCK_BYTES);
    const blocks = readRange(this.#path, this.size, begin, end);
    const changed = blockDigests(blocks).findIndex((digest, i) => digest !== this.#digests[first + i]);
    if (changed >= 0) throw changedSince(this.#path);
    return blocks.subarray(from - begin, to - begin);
  }
}

/** A SHA-256 for each block, the last as long as it is. */
function blockDigests(bytes: Uint8Array): string[] {
  const count = Math.ceil(bytes.length / BLOCK_BYTES);
  return Array.from({ length: count }, (_, i) =>
    hash('sha256', bytes.subarray(i * BLOCK_BYTES, (i + 1) * BLOCK_BYTES), 'base64'),
  );
}

/** Bytes of a file that is still of that size. */
function readRange(path: string, size: number, from: number, to: number): Uint8Array {
  const bytes = allocate(to - from, path);
  try {
    const file = openSync(path, 'r');
    try {
      if (fstatSync(file).size !== size) throw changedSince(path);
      for (let loaded = 0; loaded < bytes.length; ) {
        const length = Math.min(CHUNK_BYTES, bytes.length - loaded);
        const read = readSync(file, bytes, loaded, length, from + loaded);
        if (read === 0) throw becameShorter(path, to, from + loaded);
        loaded += read;
      }
    } finally {
      closeSync(file);
    }
  } catch (cause) {
    throw cause instanceof ModelError ? cause : unreadable(path, cause);
  }
  return bytes;
}

function changedSince(path: string): ModelError {
  return new ModelError(path, 'expected the file whose hash was taken, found it changed since');
}

function allocate(size: number, path: string): Uint8Array {
  try {
    return new Uint8Array(size);
  } catch (cause) {
    const held = size.toLocaleString('en');
    throw new ModelError(path, `expected a file that one array can hold, found ${held} bytes`, { cause });
  }
}
