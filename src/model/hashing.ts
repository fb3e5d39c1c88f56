import { sha1 } from '@noble/hashes/legacy.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { Digest, Hashing } from './hasher.ts';

/** Some browsers leave it out where they are told to be careful. XXH128 is there with it only. */
export const HAS_WASM = typeof WebAssembly === 'object';

/** By WebAssembly, whose bytes are fetched when something is first hashed; else in script, at less than half the speed. `crypto.subtle` takes no pieces. */
export const anyHashing: Hashing = async (kind) => {
  if (HAS_WASM) return await (await import('./wasm-hasher.ts')).wasmHasher(kind);
  if (kind === 'xxh128') throw new Error('XXH128 takes WebAssembly');
  const hash = kind === 'sha256' ? sha256.create() : sha1.create();
  return { update: (piece) => void hash.update(piece), end: () => bytesToHex(hash.digest()) };
};

/** A hasher whose end is what `Digest.hex` says of the same bytes. A git blob's begins with its kind and size. */
export async function hasherOf<Made extends { update(piece: Uint8Array<ArrayBuffer>): unknown }>(
  kind: Digest['kind'],
  size: number,
  hashing: Hashing<Made>,
): Promise<Made> {
  if (kind === 'sha256') return await hashing('sha256');
  const hasher = await hashing('sha1');
  await hasher.update(utf8ToBytes(`blob ${size}\0`));
  return hasher;
}
