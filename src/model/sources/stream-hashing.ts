import { transfer, wrap } from 'comlink';
import { anyHashing, type HashKind, hasherOf } from '../hashing.ts';
import type { HashWorker } from './hash-worker.ts';
import type { ListedFile } from './listing.ts';

/** Takes a file's bytes in order and gives their hash in hex. */
export interface StreamHasher {
  /** Takes the piece with its memory. Resolves when the next may come. */
  update(piece: Uint8Array<ArrayBuffer>): void | Promise<void>;
  end(): string | Promise<string>;
  /** Lets go of it, whether it came to its end or not. */
  close?(): void;
}

/** `size`: of the file in bytes; null where it is not known. */
export type StreamHashing = (kind: HashKind, size: number | null) => Promise<StreamHasher>;

/** What is smaller is hashed before a worker would have begun. */
const WORKER_BYTES = 1 << 23;
/** Pieces on their way to the worker: two megabytes each in Chromium. */
const MOST_PIECES = 4;

/** Hashes a large file in a worker of its own, while who asks receives and writes the next piece. */
export const streamHashing: StreamHashing = async (kind, size) =>
  typeof Worker === 'undefined' || (size !== null && size < WORKER_BYTES)
    ? await anyHashing(kind)
    : await inWorker(kind);

/** Takes the hash that a host knows a file by, or its SHA-256. */
export class FileHasher {
  readonly #file: ListedFile;
  readonly #hashing: StreamHashing;
  #hasher: StreamHasher | null = null;

  constructor(file: ListedFile, hashing: StreamHashing) {
    this.#file = file;
    this.#hashing = hashing;
  }

  /** From the file's first byte, whatever came before. */
  async begin(): Promise<void> {
    this.close();
    const { digest, size } = this.#file;
    this.#hasher = await hasherOf(digest?.kind ?? 'sha256', size ?? 0, (kind) => this.#hashing(kind, size));
  }

  async update(piece: Uint8Array<ArrayBuffer>): Promise<void> {
    await this.#hasher!.update(piece);
  }

  async end(): Promise<string> {
    return await this.#hasher!.end();
  }

  close(): void {
    this.#hasher?.close?.();
    this.#hasher = null;
  }
}

async function inWorker(kind: HashKind): Promise<StreamHasher> {
  const worker = new Worker(new URL('./hash-worker.ts', import.meta.url), { type: 'module', name: 'hash' });
  const failed = new Promise<never>((_, reject) => {
    worker.addEventListener('error', ({ message }) => {
      reject(new Error(`the worker that hashes: ${message || 'its script could not be loaded'}`));
    });
  });
  failed.catch(() => undefined);
  const remote = wrap<HashWorker>(worker);
  const pieces: Promise<void>[] = [];
  await Promise.race([remote.begin(kind), failed]);
  return {
    async update(piece) {
      pieces.push(remote.update(transfer(piece, [piece.buffer])));
      if (pieces.length >= MOST_PIECES) await Promise.race([pieces.shift(), failed]);
    },
    end: () => Promise.race([Promise.all(pieces).then(() => remote.end()), failed]),
    close: () => worker.terminate(),
  };
}
