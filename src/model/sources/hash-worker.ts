import { expose } from 'comlink';
import { anyHashing, type Hasher, type HashKind } from '../hashing.ts';

let hasher: Hasher | null = null;

/** One file's hash, taken beside whoever downloads it. */
const hashWorker = {
  async begin(kind: HashKind): Promise<void> {
    hasher = await anyHashing(kind);
  },
  update(piece: Uint8Array): void {
    hasher!.update(piece);
  },
  end(): string {
    return hasher!.end();
  },
};
export type HashWorker = typeof hashWorker;

expose(hashWorker);
