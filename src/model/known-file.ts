import { bytesInMemory, type FileBytes } from './file-bytes.ts';
import type { Hasher, Hashing } from './hasher.ts';
import { anyHashing, HAS_WASM, hasherOf } from './hashing.ts';
import { ModelError } from './model-error.ts';
import type { KnownFile, ModelFiles } from './model-files.ts';
import { nextTurn } from './next-turn.ts';

const SLICE_BYTES = 1 << 25;

/** Hashes in hex that were taken while the bytes came by. */
interface Seen {
  readonly xxh128: string | null;
  readonly sha256: string | null;
}

/**
 * Refuses a file that holds something else than when it was kept; `where`: the file, for messages. Its quick hash saves the other one where it is equal: where
 * it is not, it may be the one that changed, and the digest decides. Throws ModelError with both hashes and what to do.
 */
export async function refuseChanged(
  { digest, xxh128, remedy }: KnownFile,
  where: string,
  bytes: FileBytes,
  hashing: Hashing,
  seen: Seen = { xxh128: null, sha256: null },
): Promise<void> {
  const quick =
    xxh128 !== null && HAS_WASM ? (seen.xxh128 ?? (await hashOf(bytes, await hashing('xxh128')))) : null;
  if (quick !== null && quick === xxh128) return;
  if (digest === null) {
    if (quick !== null) throw changed(where, 'XXH128', xxh128!, quick, remedy);
    return;
  }
  const taken = digest.kind === 'sha256' ? seen.sha256 : null;
  const found = taken ?? (await hashOf(bytes, await hasherOf(digest.kind, bytes.size, hashing)));
  const name = digest.kind === 'sha256' ? 'SHA-256' : 'git hash';
  if (found !== digest.hex) throw changed(where, name, digest.hex, found, remedy);
}

/** Files that are known, of which those that are read whole are compared; who reads one through does so by itself. `name`: the model's. */
export function comparedReads(files: ModelFiles, name: string): ModelFiles {
  return {
    ...files,
    async read(path, onBytes, most) {
      const bytes = await files.read(path, onBytes, most);
      const known = (await files.known?.(path)) ?? null;
      if (known)
        await refuseChanged(known, `${name}/${path}`, bytesInMemory(bytes), files.hashing ?? anyHashing);
      return bytes;
    },
  };
}

async function hashOf(bytes: FileBytes, hasher: Hasher): Promise<string> {
  for (let at = 0; at < bytes.size; at += SLICE_BYTES) {
    if (at > 0) await nextTurn();
    hasher.update(bytes.read(at, Math.min(at + SLICE_BYTES, bytes.size)));
  }
  return hasher.end();
}

function changed(where: string, hash: string, kept: string, found: string, remedy: string): ModelError {
  return new ModelError(
    where,
    `expected the ${hash} ${kept}, as when it was downloaded, found ${found}: it changed where it is kept; ${remedy}`,
  );
}
