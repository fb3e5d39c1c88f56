import { createHash } from 'node:crypto';
import type { Hashing } from './hasher.ts';
import { anyHashing } from './hashing.ts';

/** Node's own, which take a processor's instructions for it. */
export const nodeHashing: Hashing = (kind) => {
  if (kind === 'xxh128') return anyHashing(kind);
  const hash = createHash(kind);
  return Promise.resolve({ update: (piece) => void hash.update(piece), end: () => hash.digest('hex') });
};
