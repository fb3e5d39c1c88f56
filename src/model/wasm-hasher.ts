import { createSHA1, createSHA256, createXXHash128 } from 'hash-wasm';
import type { Hasher, HashKind } from './hasher.ts';
import { openSha256 } from './sha256.ts';

const CREATE = { sha256: createSHA256, sha1: createSHA1, xxh128: () => createXXHash128() };

export async function wasmHasher(kind: HashKind): Promise<Hasher> {
  const own = kind === 'sha256' ? await openSha256() : null;
  if (own) return own;
  const hash = await CREATE[kind]();
  return { update: (piece) => void hash.update(piece), end: () => hash.digest() };
}
