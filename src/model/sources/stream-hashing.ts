import { type Remote, transfer, wrap } from 'comlink';
import type { HashKind } from '../hasher.ts';
import { anyHashing, hasherOf } from '../hashing.ts';
import type { HashWorker } from './hash-worker.ts';
import type { ListedFile } from './listing.ts';

/** Takes a file's bytes in order and gives their hash in hex. */
export interface StreamHasher {
  /** Resolves when the next may come; the piece's memory is its owner's again then. */
  update(piece: Uint8Array): void | Promise<void>;
  end(): string | Promise<string>;
  /** Lets go of it, whether it came to its end or not. */
  close?(): void;
}

/** `size`: of the file in bytes; null where it is not known. */
export type StreamHashing = (kind: HashKind, size: number | null) => Promise<StreamHasher>;

/** What is smaller is hashed before a worker would have begun. */
const WORKER_BYTES = 1 << 23;
/** That go to the worker in one message: a browser gives pieces of any size. */
const BATCH_BYTES = 1 << 20;
/** That there are, each on its way there and back: what is hashed later than it came is no more than they hold. */
const MOST_BATCHES = 16;

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

  async update(piece: Uint8Array): Promise<void> {
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
  await Promise.race([remote.begin(kind), failed]);
  return new WorkerHasher(worker, remote, failed);
}

/** Copies what it takes into a few batches, which go to the worker and come back. */
class WorkerHasher implements StreamHasher {
  readonly #worker: Worker;
  readonly #remote: Remote<HashWorker>;
  readonly #failed: Promise<never>;
  readonly #away: Promise<ArrayBuffer>[] = [];
  #batch = new Uint8Array(BATCH_BYTES);
  #held = 0;

  constructor(worker: Worker, remote: Remote<HashWorker>, failed: Promise<never>) {
    this.#worker = worker;
    this.#remote = remote;
    this.#failed = failed;
  }

  async update(piece: Uint8Array): Promise<void> {
    for (let at = 0; at < piece.length; ) {
      const next = piece.subarray(at, at + BATCH_BYTES - this.#held);
      this.#batch.set(next, this.#held);
      this.#held += next.length;
      at += next.length;
      if (this.#held < BATCH_BYTES) continue;
      this.#send();
      this.#batch = new Uint8Array(await this.#memory());
    }
  }

  async end(): Promise<string> {
    this.#send();
    await this.#unlessFailed(Promise.all(this.#away));
    return await this.#unlessFailed(this.#remote.end());
  }

  close(): void {
    this.#worker.terminate();
  }

  #send(): void {
    const { buffer } = this.#batch;
    this.#away.push(this.#remote.update(transfer(buffer, [buffer]), this.#held));
    this.#held = 0;
  }

  async #memory(): Promise<ArrayBuffer> {
    if (this.#away.length < MOST_BATCHES) return new ArrayBuffer(BATCH_BYTES);
    return await this.#unlessFailed(this.#away.shift()!);
  }

  async #unlessFailed<Result>(done: Promise<Result>): Promise<Result> {
    return await Promise.race([done, this.#failed]);
  }
}
