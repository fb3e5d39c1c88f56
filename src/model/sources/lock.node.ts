import { link, mkdir, open, readFile, rename, rm, stat, utimes } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { pauseFor } from './patience.ts';
import type { Waiting } from './shelf.ts';

/** A lock is shown to be in use this often, and believed to be left behind after so long without. */
const BEAT_MS = 10_000;
const LEFT_MS = 60_000;
const POLL_MS = 250;

/**
 * Works while a lock file is this process's, once no other has it. One that was left behind, by a process that is gone or shows no life, is taken.
 * Throws what the work throws, and the signal's reason while it waits.
 */
export async function whileLocked<Result>(
  path: string,
  { signal, onWait }: Waiting,
  work: () => Promise<Result>,
): Promise<Result> {
  await mkdir(dirname(path), { recursive: true });
  let told = false;
  while (!(await take(path))) {
    if (await isLeft(path)) continue;
    if (!told) onWait?.('another process downloads this file');
    told = true;
    await pauseFor(POLL_MS, signal);
  }
  const beat = setInterval(() => void utimes(path, new Date(), new Date()).catch(() => undefined), BEAT_MS);
  beat.unref();
  try {
    return await work();
  } finally {
    clearInterval(beat);
    await rm(path, { force: true });
  }
}

async function take(path: string): Promise<boolean> {
  try {
    const file = await open(path, 'wx');
    await file.writeFile(`${process.pid} ${hostname()}\n`).finally(() => file.close());
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Takes away a lock that nobody holds any more. @returns whether there is none now */
async function isLeft(path: string): Promise<boolean> {
  const [text, stats] = await Promise.all([
    readFile(path, 'utf8').catch(() => null),
    stat(path).catch(() => null),
  ]);
  if (text === null || stats === null) return true;
  const [pid, host] = text.trim().split(' ');
  const gone = host === hostname() && !isAlive(Number(pid));
  if (!gone && Date.now() - stats.mtimeMs < LEFT_MS) return false;
  const aside = `${path}.${process.pid}.left`;
  await rename(path, aside).catch(() => undefined);
  // Between the look and the move another process may have taken it: it gets it back.
  const moved = await readFile(aside, 'utf8').catch(() => text);
  if (moved !== text) await link(aside, path).catch(() => undefined);
  await rm(aside, { force: true });
  return true;
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
