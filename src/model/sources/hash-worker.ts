import { expose, transfer } from 'comlink';
import type { Hasher, HashKind } from '../hasher.ts';
import { anyHashing } from '../hashing.ts';

let hasher: Hasher | null = null;

/** One file's hash, taken beside whoever downloads it. */
const hashWorker = {
  async begin(kind: HashKind): Promise<void> {
    hasher = await anyHashing(kind);
  },
  /** Takes the first bytes of `memory`, and gives it back. */
  update(memory: ArrayBuffer, bytes: number): ArrayBuffer {
    hasher!.update(new Uint8Array(memory, 0, bytes));
    return transfer(memory, [memory]);
  },
  end(): string {
    return hasher!.end();
  },
};
export type HashWorker = typeof hashWorker;

expose(hashWorker);
