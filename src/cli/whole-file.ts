import { rmSync, writeFileSync } from 'node:fs';
import { chmod, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { interruption, whenInterrupted } from './interruption.ts';
import { isCoded } from './usage.ts';

/** Bytes that most file systems allow a name. */
const NAME_BYTES = 255;
/** Room for a process's number and what stands beside it. */
const ENDING_BYTES = 20;
/** A disk that has no room for so much has none for a result. */
const PROBE_BYTES = 4096;

/** A text, or bytes that are made while they are written. */
export type Content = string | Iterable<Uint8Array> | AsyncIterable<Uint8Array>;

/**
 * Writes a whole file or none: under another name beside it first, then renamed. Parts that ended processes left of the same file are
 * removed. `mode` is what the file's permissions were, null for a new one; once `signal` is aborted nothing is written. Throws the system's error.
 */
export async function writeWhole(
  path: string,
  content: Content,
  mode: number | null,
  signal: AbortSignal = interruption,
): Promise<void> {
  await removeStale(path);
  const part = partOf(path, process.pid);
  const release = whenInterrupted(() => rmSync(part, { force: true }));
  try {
    // A name that could be guessed may be taken, by a link to elsewhere too: only a new file will do.
    await writeFile(part, content, { flag: 'wx', signal });
    if (mode !== null) await chmod(part, mode);
    signal.throwIfAborted();
    await rename(part, path);
  } catch (error) {
    await rm(part, { force: true });
    // A file mounted into its folder stays there, whoever else may be renamed.
    if (!isCoded(error) || error.code !== 'EBUSY') throw error;
    await writeFile(path, content, { signal });
  } finally {
    release();
  }
}

/** Makes a part of a file and removes it again: nothing short of that tells whether the file can be written. */
export function tryPart(path: string): void {
  const part = partOf(path, process.pid);
  rmSync(part, { force: true });
  try {
    writeFileSync(part, new Uint8Array(PROBE_BYTES), { flag: 'wx' });
  } finally {
    rmSync(part, { force: true });
  }
}

/** `result.json.1234.part`; of a name near the limit, only as much as leaves room for the ending. */
function partOf(path: string, pid: number): string {
  return join(dirname(path), `${stemOf(path)}.${pid}.part`);
}

function stemOf(path: string): string {
  let stem = basename(path);
  while (Buffer.byteLength(stem) > NAME_BYTES - ENDING_BYTES) stem = [...stem].slice(0, -1).join('');
  return stem;
}

/** A process that was killed could not clean up behind itself. */
async function removeStale(path: string): Promise<void> {
  const stem = `${stemOf(path)}.`;
  const names = await readdir(dirname(path)).catch(() => []);
  for (const name of names) {
    if (!name.startsWith(stem)) continue;
    const [, pid] = /^(\d+)\.part$/.exec(name.slice(stem.length)) ?? [];
    if (pid !== undefined && hasEnded(Number(pid))) await rm(join(dirname(path), name), { force: true });
  }
}

/** Only what is sure counts: who may not ask leaves the file alone. */
function hasEnded(pid: number): boolean {
  if (pid === process.pid) return true;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return isCoded(error) && error.code === 'ESRCH';
  }
}
