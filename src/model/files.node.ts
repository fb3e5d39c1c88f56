import { closeSync, fstatSync, openSync, readSync, type Stats } from 'node:fs';
import { type FileHandle, open, readdir, readlink, stat } from 'node:fs/promises';
import { totalmem } from 'node:os';
import { join } from 'node:path';
import { bytesInMemory, type FileBytes } from './file-bytes.ts';
import { MissingFileError, ModelError, shown } from './model-error.ts';
import { KEPT_BYTES, type ModelFiles, type OnBytes, type OnPiece } from './model-files.ts';

/** Read at a time, so that progress can be told and Node's limit of 2 GiB a call does not matter. */
const CHUNK_BYTES = 1 << 26;
/** Of a file that is read through and not kept. */
const PIECE_BYTES = 1 << 23;

/** What stands in the way of reading a file, by Node's code. */
const UNREADABLE: Readonly<Record<string, string>> = {
  EACCES: 'expected a file that may be read, found one that may not',
  ELOOP: 'expected a file, found links that lead to each other',
  ENAMETOOLONG: 'expected a file, found a name that is too long',
};

/** A model's folder on disk, for the command line and tests; browser code must not import this file. */
export function nodeModelFiles(dir: string): ModelFiles {
  /** Opens a regular file for `use`; what goes wrong says what is there instead. */
  const opened = async <T>(
    name: string,
    most: number,
    use: (file: FileHandle, path: string, stats: Stats) => Promise<T>,
  ): Promise<T> => {
    const path = join(dir, name);
    try {
      const stats = checkedFile(await stat(path), path, most);
      const file = await open(path);
      return await use(file, path, stats).finally(() => file.close());
    } catch (cause) {
      if (cause instanceof ModelError) throw cause;
      await refuseFolder(dir, cause);
      await refuseDeadLink(path, cause);
      throw unreadable(path, cause);
    }
  };
  return {
    read: (name, onBytes, most = Number.POSITIVE_INFINITY) =>
      opened(name, Math.min(most, totalmem()), (file, path, { size }) => readFrom(file, path, size, onBytes)),
    readThrough: (name, onPiece, onBytes, most = Number.POSITIVE_INFINITY) =>
      opened(name, most, async (file, path, stats) => {
        if (stats.size > KEPT_BYTES) return await streamed(file, path, stats, onPiece, onBytes);
        const bytes = await readFrom(file, path, stats.size, onBytes);
        onPiece(bytes);
        return bytesInMemory(bytes);
      }),
    names: () => readdir(dir),
  };
}

/** Reads a file through one buffer. */
async function streamed(
  file: FileHandle,
  path: string,
  { size, mtimeMs }: Stats,
  onPiece: OnPiece,
  onBytes: OnBytes | undefined,
): Promise<FileBytes> {
  const buffer = new Uint8Array(PIECE_BYTES);
  let loaded = 0;
  while (loaded < size) {
    const { bytesRead } = await file.read(buffer, 0, Math.min(PIECE_BYTES, size - loaded), loaded);
    if (bytesRead === 0) throw becameShorter(path, size, loaded);
    loaded += bytesRead;
    onPiece(buffer.subarray(0, bytesRead));
    onBytes?.(loaded, size);
  }
  return new BytesOnDisk(path, size, mtimeMs);
}

/** A file that is opened for each range that is read: nobody has to close it, and one that has changed since is refused. */
class BytesOnDisk implements FileBytes {
  readonly size: number;
  readonly held = null;
  readonly #path: string;
  readonly #modified: number;

  constructor(path: string, size: number, modified: number) {
    this.#path = path;
    this.size = size;
    this.#modified = modified;
  }

  read(from: number, to: number): Uint8Array {
    const path = this.#path;
    try {
      const file = openSync(path, 'r');
      try {
        const { size, mtimeMs } = fstatSync(file);
        if (size !== this.size || mtimeMs !== this.#modified)
          throw new ModelError(path, 'expected the file whose hash was taken, found it changed since');
        return readRange(file, path, from, to);
      } finally {
        closeSync(file);
      }
    } catch (cause) {
      throw cause instanceof ModelError ? cause : unreadable(path, cause);
    }
  }
}

function readRange(file: number, path: string, from: number, to: number): Uint8Array {
  const bytes = allocate(to - from, path);
  let loaded = 0;
  while (loaded < bytes.length) {
    const length = Math.min(CHUNK_BYTES, bytes.length - loaded);
    const read = readSync(file, bytes, loaded, length, from + loaded);
    if (read === 0) throw becameShorter(path, to, from + loaded);
    loaded += read;
  }
  return bytes;
}

function becameShorter(path: string, size: number, loaded: number): ModelError {
  return new ModelError(path, `expected ${size} bytes, found ${loaded}: it became shorter meanwhile`);
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
    if (bytesRead === 0 && length > 0) throw becameShorter(path, size, loaded);
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
