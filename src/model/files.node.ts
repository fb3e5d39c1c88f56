import type { Stats } from 'node:fs';
import { type FileHandle, open, readdir, stat } from 'node:fs/promises';
import { totalmem } from 'node:os';
import { join } from 'node:path';
import { readThrough, readWhole } from './bytes-on-disk.node.ts';
import { bytesInMemory } from './file-bytes.ts';
import { nodeHashing } from './hashing.node.ts';
import { knownBlob } from './known-blob.node.ts';
import { comparedReads } from './known-file.ts';
import { ModelError } from './model-error.ts';
import { KEPT_BYTES, type ModelFiles } from './model-files.ts';
import { kindOf, whyUnreadable } from './unreadable.node.ts';

/**
 * A model's folder on disk, for the command line and tests; browser code must not import this file. What a hub's cache calls by its hash is compared
 * with it.
 */
export function nodeModelFiles(dir: string): ModelFiles {
  /** Opens a regular file for `use`; what goes wrong says what is there instead. */
  const opened = async <T>(
    name: string,
    most: number,
    use: (file: FileHandle, path: string, size: number) => Promise<T>,
  ): Promise<T> => {
    const path = join(dir, name);
    try {
      const { size } = checkedFile(await stat(path), path, most);
      const file = await open(path);
      return await use(file, path, size).finally(() => file.close());
    } catch (cause) {
      throw cause instanceof ModelError ? cause : await whyUnreadable(dir, path, cause);
    }
  };
  const files: ModelFiles = {
    read: (name, onBytes, most = Number.POSITIVE_INFINITY) =>
      opened(name, Math.min(most, totalmem()), (file, path, size) => readWhole(file, path, size, onBytes)),
    readThrough: (name, onPiece, onBytes, most = Number.POSITIVE_INFINITY) =>
      opened(name, most, async (file, path, size) => {
        if (size > KEPT_BYTES) return await readThrough(file, path, size, onPiece, onBytes);
        const bytes = await readWhole(file, path, size, onBytes);
        onPiece(bytes);
        return bytesInMemory(bytes);
      }),
    names: () => readdir(dir),
    known: (name) => knownBlob(join(dir, name)),
    hashing: nodeHashing,
  };
  return comparedReads(files, dir);
}

/** Only a regular file has an end: a FIFO would be waited for, and a device read, for ever. */
function checkedFile(stats: Stats, path: string, most: number): Stats {
  if (!stats.isFile()) throw new ModelError(path, `expected a file, found ${kindOf(stats)}`);
  if (stats.size <= most) return stats;
  const grounds = most < totalmem() ? 'more than any such file needs' : 'more than this machine has memory';
  throw new ModelError(
    path,
    `expected at most ${most.toLocaleString('en')} bytes, found ${stats.size.toLocaleString('en')}, ${grounds}`,
  );
}
