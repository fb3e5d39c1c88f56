import { realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { shownPath, UsageError } from './usage.ts';

/** What an option, or an argument, names as a file; undefined where it was not given. */
export type NamedFiles = Readonly<Record<string, string | readonly string[] | undefined>>;

/**
 * Refuses to write over what is read, and two results to one file: either would be lost. Streams and devices take what they are given.
 * Throws UsageError naming both options.
 */
export async function checkDistinct(read: NamedFiles, written: NamedFiles): Promise<void> {
  const taken = new Map<string, string>();
  for (const { option, path } of each(read)) {
    const file = await fileOf(path);
    if (file !== null) taken.set(file, option);
  }
  for (const { option, path } of each(written)) {
    const file = await fileOf(path);
    if (file === null) continue;
    const other = taken.get(file);
    if (other !== undefined)
      throw new UsageError(`${option}: ${shownPath(path)}: expected another file than that of ${other}`);
    taken.set(file, option);
  }
}

function each(files: NamedFiles): { readonly option: string; readonly path: string }[] {
  return Object.entries(files).flatMap(([option, paths = []]) =>
    [paths].flat().map((path) => ({ option, path })),
  );
}

/** By its inode where there is one, so that a link or another spelling is the same; null for what is no regular file. */
async function fileOf(path: string): Promise<string | null> {
  if (path === '' || path === '-') return null;
  const stats = await stat(path).catch(() => null);
  if (stats) return stats.isFile() ? `${stats.dev}:${stats.ino}` : null;
  const folder = await realpath(dirname(path)).catch(() => resolve(dirname(path)));
  return join(folder, basename(path));
}
