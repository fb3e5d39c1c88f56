import { expose } from 'comlink';
import type { Hasher, HashKind } from '../hasher.ts';
import { anyHashing } from '../hashing.ts';

let hasher: Hasher | null = null;

/** One file's hash, taken beside whoever downloads it. */
const hashWorker = {
  async begin(kind: HashKind): Promise<void> {
    hasher = await anyHashing(kind);
  },
  update(pieces: readonly Uint8Array[]): void {
    for (const piece of pieces) hasher!.update(piece);
  },
  end(): string {
    return hasher!.end();
  },
};
export type HashWorker = typeof hashWorker;

expose(hashWorker);
