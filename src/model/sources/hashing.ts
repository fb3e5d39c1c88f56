import { sha1 } from '@noble/hashes/legacy.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { Digest } from './listing.ts';

/** Takes bytes in order and gives their digest in hex. */
export interface Hasher {
  update(piece: Uint8Array): void;
  end(): string;
}

/** A platform's hash functions. */
export type Hashing = (kind: 'sha256' | 'sha1') => Hasher;

/** In script: `crypto.subtle` takes no pieces. */
export const scriptHashing: Hashing = (kind) => {
  const hash = kind === 'sha256' ? sha256.create() : sha1.create();
  return { update: (piece) => void hash.update(piece), end: () => bytesToHex(hash.digest()) };
};

/** A hasher whose end is what `Digest.hex` says of the same bytes. A git blob's begins with its kind and size. */
export function digestOf(kind: Digest['kind'], size: number, hashing: Hashing): Hasher {
  if (kind === 'sha256') return hashing('sha256');
  const hasher = hashing('sha1');
  hasher.update(utf8ToBytes(`blob ${size}\0`));
  return hasher;
}
