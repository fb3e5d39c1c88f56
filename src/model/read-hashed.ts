import { bytesInMemory, type FileBytes } from './file-bytes.ts';
import { anyHashing, HAS_WASM } from './hashing.ts';
import { refuseChanged } from './known-file.ts';
import { MissingFileError, ModelError } from './model-error.ts';
import type { ModelFiles, OnBytes, OnPiece } from './model-files.ts';
import { nextTurn } from './next-turn.ts';

/** Looked at between two looks at what else there is to do, such as an interruption. */
const SLICE_BYTES = 1 << 25;

export interface Through {
  /** Throws what is wrong with the bytes. */
  readonly onPiece: OnPiece;
  readonly onBytes?: OnBytes | undefined;
  /** Bytes that the file may have. */
  readonly most?: number;
}

/**
 * Reads a file once and hashes it meanwhile; of one that is known from a download it is made sure that it still holds the same, by its quick hash where it
 * has one. `where`: the file, for messages. Throws ModelError where it does not, with both hashes, rather than what its bytes look like then; else as
 * `readOnce`.
 */
export async function readHashed(
  files: ModelFiles,
  file: string,
  where: string,
  { onPiece, ...through }: Through,
): Promise<{ readonly bytes: FileBytes; readonly sha256: string }> {
  const hashing = files.hashing ?? anyHashing;
  const known = (await files.known?.(file)) ?? null;
  const quick = known?.xxh128 && HAS_WASM ? await hashing('xxh128') : null;
  const named = known?.digest?.kind === 'sha256' ? known.digest.hex : null;
  const sha256 = quick && named !== null ? null : await hashing('sha256');
  const both: OnPiece = (piece) => {
    quick?.update(piece);
    sha256?.update(piece);
    onPiece(piece);
  };
  const bytes = await unlessChanged(files, [{ path: file, where }], () =>
    readOnce(files, file, { ...through, onPiece: both }),
  );
  const seen = { xxh128: quick?.end() ?? null, sha256: sha256?.end() ?? null };
  if (known) await refuseChanged(known, where, bytes, hashing, seen);
  return { bytes, sha256: seen.sha256 ?? named! };
}

/**
 * Does what looks at files, and passes on what it finds wrong with them; where one of them is known from a download and holds something else now, that is
 * said instead. Throws ModelError, and what `look` throws.
 */
export async function unlessChanged<Found>(
  files: ModelFiles,
  looked: readonly { readonly path: string; readonly where: string }[],
  look: () => Found | Promise<Found>,
): Promise<Found> {
  try {
    return await look();
  } catch (error) {
    if (!(error instanceof ModelError) || error instanceof MissingFileError) throw error;
    for (const { path, where } of looked) {
      const known = await files.known?.(path);
      if (!known) continue;
      const bytes = await readOnce(files, path, { onPiece: () => undefined });
      await refuseChanged(known, where, bytes, files.hashing ?? anyHashing);
    }
    throw error;
  }
}

/** Reads a file once, of `most` bytes at most, and gives what its bytes can be read from again. Throws as `ModelFiles` does, and what `onPiece` throws. */
export async function readOnce(
  files: ModelFiles,
  file: string,
  { onPiece, onBytes, most }: Through,
): Promise<FileBytes> {
  if (files.readThrough) return await files.readThrough(file, onPiece, onBytes, most);
  const bytes = await files.read(file, onBytes, most);
  for (let at = 0; at < bytes.length; at += SLICE_BYTES) {
    if (at > 0) await nextTurn();
    onPiece(bytes.subarray(at, at + SLICE_BYTES));
  }
  return bytesInMemory(bytes);
}
