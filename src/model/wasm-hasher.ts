import { createSHA1, createSHA256, createXXHash128 } from 'hash-wasm';
import type { Hasher, HashKind } from './hasher.ts';

const CREATE = { sha256: createSHA256, sha1: createSHA1, xxh128: () => createXXHash128() };

export async function wasmHasher(kind: HashKind): Promise<Hasher> {
  const hash = await CREATE[kind]();
  return { update: (piece) => void hash.update(piece), end: () => hash.digest() };
}
