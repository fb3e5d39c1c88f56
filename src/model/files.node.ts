import type { Stats } from 'node:fs';
import { type FileHandle, open, readdir, readlink, stat } from 'node:fs/promises';
import { totalmem } from 'node:os';
import { join } from 'node:path';
import { MissingFileError, ModelError, shown } from './model-error.ts';
import type { ModelFiles, OnBytes } from './model-files.ts';

/** Read at a time, so that progress can be told and Node's limit of 2 GiB a call does not matter. */
const CHUNK_BYTES = 1 << 26;

/** What stands in the way of reading a file, by Node's code. */
const UNREADABLE: Readonly<Record<string, string>> = {
  EACCES: 'expected a file that may be read, found one that may not',
  ELOOP: 'expected a file, found links that lead to each other',
  ENAMETOOLONG: 'expected a file, found a name that is too long',
};

/** A model's folder on disk, for the command line and tests; browser code must not import this file. */
export function nodeModelFiles(dir: string): ModelFiles {
  return {
    async read(name, onBytes, most = Number.POSITIVE_INFINITY) {
      const path = join(dir, name);
      try {
        const { size } = checkedFile(await stat(path), path, most);
        const file = await open(path);
        return await readFrom(file, path, size, onBytes).finally(() => file.close());
      } catch (cause) {
        if (cause instanceof ModelError) throw cause;
        await refuseFolder(dir, cause);
        await refuseDeadLink(path, cause);
        throw unreadable(path, cause);
      }
    },
    names: () => readdir(dir),
  };
}

/** Only a regular file has an end: a FIFO would be waited for, and a device read, for ever. */
function checkedFile(stats: Stats, path: string, most: number): Stats {
  if (!stats.isFile()) throw new ModelError(path, `expected a file, found ${kindOf(stats)}`);
  const limit = Math.min(most, totalmem());
  if (stats.size <= limit) return stats;
  const grounds = limit === most ? 'more than any such file needs' : 'more than this machine has memory';
  throw new ModelError(
    path,
    `expected at most ${limit.toLocaleString('en')} bytes, found ${stats.size.toLocaleString('en')}, ${grounds}`,
  );
}

async function readFrom(
  file: FileHandle,
  path: string,
  size: number,
  onBytes: OnBytes | undefined,
): Promise<Uint8Array> {
  const bytes = allocate(size, path);
  let loaded = 0;
  do {
    const length = Math.min(CHUNK_BYTES, size - loaded);
    const { bytesRead } = await file.read(bytes, loaded, length, loaded);
    if (bytesRead === 0 && length > 0)
      throw new ModelError(path, `expected ${size} bytes, found ${loaded}: it became shorter meanwhile`);
    loaded += bytesRead;
    onBytes?.(loaded, size);
  } while (loaded < size);
  return bytes;
}

function allocate(size: number, path: string): Uint8Array {
  try {
    return new Uint8Array(size);
  } catch (cause) {
    const held = size.toLocaleString('en');
    throw new ModelError(path, `expected a file that one array can hold, found ${held} bytes`, { cause });
  }
}

async function refuseFolder(dir: string, cause: unknown): Promise<void> {
  const folder = await stat(dir).catch(() => null);
  if (folder?.isDirectory()) return;
  const hint = folder?.isFile() ? '; give the folder that it is in' : '';
  const found = folder === null ? 'none' : `${kindOf(folder)}${hint}`;
  throw new ModelError(dir, `expected a folder of model files, found ${found}`, { cause });
}

/** Caches and git-annex put links in the place of files that have yet to be fetched: not the lack that it looks like. */
async function refuseDeadLink(path: string, cause: unknown): Promise<void> {
  if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') return;
  const target = await readlink(path).catch(() => null);
  if (target === null) return;
  const found = `a link to ${shown(target)}, which is not there: fetch the real file`;
  throw new ModelError(path, `expected a file, found ${found}`, { cause });
}

function unreadable(path: string, cause: unknown): ModelError {
  const { code = '', message } = cause as NodeJS.ErrnoException;
  if (code === 'ENOENT') return new MissingFileError(path, 'expected a file, found none', { cause });
  return new ModelError(
    path,
    UNREADABLE[code] ?? `expected a file, found none that can be read (${message})`,
    {
      cause,
    },
  );
}

function kindOf(stats: Stats): string {
  if (stats.isFile()) return 'a file';
  if (stats.isDirectory()) return 'a folder';
  if (stats.isFIFO()) return 'a named pipe (FIFO)';
  if (stats.isSocket()) return 'a socket';
  return 'a device';
}
