import { transfer, wrap } from 'comlink';
import type { HashKind } from '../hasher.ts';
import { anyHashing, hasherOf } from '../hashing.ts';
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
/** That go to the worker in one message: a browser gives pieces of any size. */
const BATCH_BYTES = 1 << 21;
/** On their way there, before more is waited with. */
const MOST_BATCHES = 8;

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
  let batch: Uint8Array<ArrayBuffer>[] = [];
  let held = 0;
  const sent: Promise<void>[] = [];
  const send = () => {
    const buffers = batch.map(({ buffer }) => buffer);
    sent.push(remote.update(transfer(batch, buffers)));
    batch = [];
    held = 0;
  };
  await Promise.race([remote.begin(kind), failed]);
  return {
    async update(piece) {
      batch.push(piece);
      held += piece.length;
      if (held < BATCH_BYTES) return;
      send();
      if (sent.length >= MOST_BATCHES) await Promise.race([sent.shift(), failed]);
    },
    end() {
      send();
      return Promise.race([Promise.all(sent).then(() => remote.end()), failed]);
    },
    close: () => worker.terminate(),
  };
}
