import { randomUUID } from 'node:crypto';
import {
  link,
  mkdir,
  readdir,
  readFile,
  readlink,
  rename,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { SourceError } from './source-error.ts';

/** A link in a snapshot, relative as the hub's are; where links may not be made, a second name. */
export async function place(blob: string, path: string): Promise<void> {
  const target = relative(dirname(path), blob);
  if ((await readlink(path).catch(() => null)) === target) return;
  await mkdir(dirname(path), { recursive: true });
  // Another process may do the same: a name is taken in one step.
  const aside = `${path}.${process.pid}.${randomUUID()}`;
  await symlink(target, aside).catch(() => link(blob, aside));
  await rename(aside, path);
}

export async function writeUnder(path: string, text: string): Promise<void> {
  if ((await readFile(path, 'utf8').catch(() => null)) === text) return;
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}

/** Blobs that no snapshot leads to any more. */
export async function dropUnused(folder: string): Promise<void> {
  const snapshots = join(folder, 'snapshots');
  const used = new Set<string>();
  for (const path of await filesUnder(snapshots)) {
    const at = join(snapshots, path);
    const target = await readlink(at).catch(() => null);
    if (target !== null) used.add(resolve(dirname(at), target));
  }
  for (const name of await names(join(folder, 'blobs'))) {
    const blob = join(folder, 'blobs', name);
    if (!used.has(blob) && !/\.(?:part|incomplete)$/.test(name)) await rm(blob, { force: true });
  }
}

/** Bytes of the files in a folder, not of those below; of none where there is no folder. */
export async function sizeUnder(folder: string): Promise<number> {
  const sizes = await Promise.all(
    (await names(folder)).map((name) => stat(join(folder, name)).catch(() => null)),
  );
  return sizes.reduce((sum, stats) => sum + (stats?.size ?? 0), 0);
}

/** Paths of all files and links below a folder, with forward slashes. */
export async function filesUnder(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort();
}

/** None where there is no folder. */
export async function names(folder: string): Promise<string[]> {
  return await readdir(folder).catch(() => []);
}

/** What is said of a folder that cannot be written to; null for an error that is not the system's. */
export function writeFault(cause: unknown, folder: string): SourceError | null {
  const { errno, syscall, message } = cause as NodeJS.ErrnoException;
  // Of any number: for a folder of a read-only disk, for one, Node says that there is none (ENOENT).
  if (errno === undefined || syscall === undefined) return null;
  return new SourceError(
    'room',
    folder,
    `expected a folder to keep models in, found none that can be written to (${message})`,
    { cause },
  );
}
