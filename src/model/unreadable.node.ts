import type { Stats } from 'node:fs';
import { readlink, stat } from 'node:fs/promises';
import { MissingFileError, ModelError, shown } from './model-error.ts';

/** What stands in the way of reading a file, by Node's code. */
const UNREADABLE: Readonly<Record<string, string>> = {
  EACCES: 'expected a file that may be read, found one that may not',
  ELOOP: 'expected a file, found links that lead to each other',
  ENAMETOOLONG: 'expected a file, found a name that is too long',
};

/** What became of a file in a model's folder, from what Node said of it: what is there in its place, or in the folder's. */
export async function whyUnreadable(dir: string, path: string, cause: unknown): Promise<ModelError> {
  return (await noFolder(dir, cause)) ?? (await deadLink(path, cause)) ?? unreadable(path, cause);
}

/** The same without a look at what is there. */
export function unreadable(path: string, cause: unknown): ModelError {
  const { code = '', message } = cause as NodeJS.ErrnoException;
  if (code === 'ENOENT') return new MissingFileError(path, 'expected a file, found none', { cause });
  const found = UNREADABLE[code] ?? `expected a file, found none that can be read (${message})`;
  return new ModelError(path, found, { cause });
}

export function becameShorter(path: string, size: number, loaded: number): ModelError {
  return new ModelError(path, `expected ${size} bytes, found ${loaded}: it became shorter meanwhile`);
}

export function kindOf(stats: Stats): string {
  if (stats.isFile()) return 'a file';
  if (stats.isDirectory()) return 'a folder';
  if (stats.isFIFO()) return 'a named pipe (FIFO)';
  if (stats.isSocket()) return 'a socket';
  return 'a device';
}

async function noFolder(dir: string, cause: unknown): Promise<ModelError | null> {
  const folder = await stat(dir).catch(() => null);
  if (folder?.isDirectory()) return null;
  const hint = folder?.isFile() ? '; give the folder that it is in' : '';
  const found = folder === null ? 'none' : `${kindOf(folder)}${hint}`;
  return new ModelError(dir, `expected a folder of model files, found ${found}`, { cause });
}

/** Caches and git-annex put links in the place of files that have yet to be fetched: not the lack that it looks like. */
async function deadLink(path: string, cause: unknown): Promise<ModelError | null> {
  if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') return null;
  const target = await readlink(path).catch(() => null);
  if (target === null) return null;
  const found = `a link to ${shown(target)}, which is not there: fetch the real file`;
  return new ModelError(path, `expected a file, found ${found}`, { cause });
}
