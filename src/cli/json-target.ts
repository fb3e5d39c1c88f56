import { constants, type Stats, writeSync } from 'node:fs';
import { access, lstat, readlink, realpath } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { isCoded, shownPath, UsageError } from './usage.ts';
import { tryPart } from './whole-file.ts';

/** What `--json`, or another option that asks for a file, names; links followed. */
export type JsonTarget =
  /** A regular file, or none yet: replaced as a whole. */
  | { readonly kind: 'file'; readonly path: string; readonly mode: number | null }
  /** A device or a fifo: written into, never replaced. */
  | { readonly kind: 'device'; readonly path: string }
  /** A file that this process has open already, standard output among them. */
  | { readonly kind: 'descriptor'; readonly fd: number };

/** Folders whose entries are a process's open files, whatever they look like. */
const DESCRIPTORS = /^(?:\/proc\/(\d+)(?:\/task\/\d+)?\/fd|\/dev\/fd)$/;
const STANDARD_OUTPUT = 1;
const STANDARD_ERROR = 2;
const MOST_LINKS = 40;

/** Why a path is no target; the option that it was given to is named where it is caught. */
class Refusal extends Error {}

/**
 * What an option such as `--json` is given, checked before the long work and not after it. Throws UsageError where it cannot be
 * written or should not be replaced: a folder, a file that nobody may write to, a name too long, a full disk.
 */
export async function findTarget(path: string, option = '--json'): Promise<JsonTarget> {
  try {
    if (path === '-') return { kind: 'descriptor', fd: STANDARD_OUTPUT };
    if (path === '') {
      const orOutput = option === '--json' ? ', or - for standard output,' : ',';
      throw refused(`expected a file${orOutput} found an empty name`);
    }
    return await targetOf(path);
  } catch (cause) {
    const problem = cause instanceof Refusal ? cause.message : `${shownPath(path)}: ${writeFault(cause)}`;
    throw new UsageError(`${option}: ${problem}`, { cause });
  }
}

const FAULTS: Readonly<Record<string, string>> = {
  EACCES: 'may not be written',
  EDQUOT: 'no room is left for its owner on the disk',
  EISDIR: 'expected a file, found a folder',
  ELOOP: 'expected a file, found links in a circle',
  ENAMETOOLONG: 'the name is too long',
  ENOENT: 'no such file can be made there',
  ENOSPC: 'no room is left on the disk',
  ENOTDIR: 'expected a folder that can be written to, found a file in its place',
  EPERM: 'may not be written',
  EROFS: 'its file system can only be read',
};

/** What stands in the way of writing, in words; what Deno refuses by itself has no code. */
export function writeFault(error: unknown): string {
  if (isCoded(error)) return FAULTS[error.code] ?? `cannot be written (${error.code})`;
  return `cannot be written (${error instanceof Error ? error.message : String(error)})`;
}

async function targetOf(path: string): Promise<JsonTarget> {
  const { folder, real, stats } = await followed(path);
  const [open, owner] = DESCRIPTORS.exec(folder) ?? [];
  if (open) {
    const own = owner === undefined || Number(owner) === process.pid;
    return own ? openDescriptor(Number(basename(real))) : { kind: 'device', path };
  }
  if (stats?.isDirectory() || (!stats && path.endsWith('/')))
    throw refused(`expected a file, found the folder ${shownPath(path)}`);
  if (stats && isStream(stats)) return { kind: 'device', path: real };
  if (stats && !stats.isFile())
    throw refused(
      `expected a file, found a ${stats.isSocket() ? 'socket' : 'block device'}, ${shownPath(path)}`,
    );
  if (stats) await checkWritable(real, stats, path);
  await checkFolder(folder, real);
  return { kind: 'file', path: real, mode: stats ? stats.mode & 0o777 : null };
}

/** A number that stands for no open file, or for one that is only read, is told of by a write of nothing. */
function openDescriptor(fd: number): JsonTarget {
  try {
    if (fd !== STANDARD_OUTPUT && fd !== STANDARD_ERROR) writeSync(fd, new Uint8Array(0));
    return { kind: 'descriptor', fd };
  } catch (cause) {
    throw refused(`descriptor ${fd} is not open for writing`, { cause });
  }
}

interface Place {
  /** The folder's own path, no link in it. */
  readonly folder: string;
  readonly real: string;
  readonly stats: Stats | null;
}

/** The end of a chain of symbolic links, which need not exist. */
async function followed(path: string): Promise<Place> {
  let at = resolve(path);
  for (let links = 0; links < MOST_LINKS; links++) {
    const stats = await statsOf(at);
    // Where devices are, Deno does not let its programs look round.
    if (stats && isStream(stats)) return { folder: dirname(at), real: at, stats };
    const folder = await folderOf(at);
    const real = join(folder, basename(at));
    if (!stats?.isSymbolicLink() || DESCRIPTORS.test(folder)) return { folder, real, stats };
    at = resolve(folder, await readlink(real));
  }
  throw Object.assign(new Error('links in a circle'), { code: 'ELOOP' });
}

function statsOf(path: string): Promise<Stats | null> {
  return lstat(path).catch((error: unknown) => {
    if (isCoded(error) && error.code === 'ENOENT') return null;
    throw error;
  });
}

function folderOf(path: string): Promise<string> {
  return realpath(dirname(path)).catch((error: unknown) => {
    if (!isCoded(error)) throw error;
    throw refused(`expected a folder that can be written to, found ${shownPath(dirname(path))}`);
  });
}

/** What takes text one piece after the other, and is not replaced by it. */
function isStream(stats: Stats): boolean {
  return stats.isCharacterDevice() || stats.isFIFO();
}

/** Root may write to every file; a file that says nobody is to be left alone all the same. */
async function checkWritable(real: string, { mode }: Stats, path: string): Promise<void> {
  const protectedFile = (mode & 0o222) === 0 || !(await allows(real));
  if (protectedFile)
    throw refused(`expected a file that may be written to, found ${shownPath(path)}, which may only be read`);
}

async function checkFolder(folder: string, real: string): Promise<void> {
  if (!(await allows(folder)))
    throw refused(`expected a folder that can be written to, found ${shownPath(folder)}`);
  tryPart(real);
}

function allows(path: string): Promise<boolean> {
  return access(path, constants.W_OK).then(
    () => true,
    () => false,
  );
}

function refused(problem: string, options?: ErrorOptions): Refusal {
  return new Refusal(problem, options);
}
