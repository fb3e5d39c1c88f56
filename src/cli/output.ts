import { access, constants, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { LabEvent } from '../lab/run.ts';
import type { SearchProgress } from '../lab/search/search.ts';
import type { TaskProgress } from '../lab/tasks/run-tasks.ts';
import { UsageError } from './usage.ts';

/** Refuses an output that cannot be written before the long work, not after it. Throws UsageError. */
export async function checkOutput(path: string | undefined): Promise<void> {
  if (path === undefined || path === '-') return;
  const folder = dirname(path);
  await access(folder, constants.W_OK).catch(() => {
    throw new UsageError(`--json: expected a folder that can be written to, found ${folder}`);
  });
}

/** Writes a whole file or none: under another name first, then renamed. `-` writes to standard output. */
export async function writeJson(path: string, value: unknown): Promise<void> {
  const text = `${JSON.stringify(value, null, 2)}\n`;
  if (path === '-') {
    process.stdout.write(text);
    return;
  }
  const partial = `${path}.${process.pid}.part`;
  try {
    await writeFile(partial, text);
    await rename(partial, path);
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
}

/** Shows a run's progress on standard error: in place on a terminal, else a line every tenth. */
export function showProgress(): (event: LabEvent) => void {
  const { isTTY } = process.stderr;
  let shown = -1;
  return (event) => {
    if (event.type === 'opening') {
      if (!isTTY) return;
      process.stderr.write(`\r\x1b[Kpreparing ${event.arm} (${event.index + 1}/${event.arms})`);
      return;
    }
    if (event.type === 'paused') return;
    if (event.type === 'comparing') {
      if (isTTY) process.stderr.write(`\r\x1b[Kcomparing ${event.done + 1}/${event.total}`);
      if (isTTY && event.done + 1 === event.total) process.stderr.write('\r\x1b[K');
      return;
    }
    const { generated, total, arm } = event;
    const tenth = Math.floor((10 * generated) / total);
    if (isTTY)
      process.stderr.write(`\r\x1b[K${generated}/${total} tokens  ${arm}${generated === total ? '\n' : ''}`);
    else if (tenth > shown) process.stderr.write(`${generated}/${total} tokens\n`);
    shown = tenth;
  };
}

/** Shows how far the tasks are on standard error: in place on a terminal, else a line every tenth. */
export function showTasks(): (progress: TaskProgress) => void {
  const { isTTY } = process.stderr;
  let shown = '';
  return ({ arm, ended, total }) => {
    const tenth = `${arm} ${Math.floor((10 * ended) / total)}`;
    const line = `${arm}: ${ended}/${total} tasks`;
    if (isTTY) process.stderr.write(`\r\x1b[K${line}${ended === total ? '\n' : ''}`);
    else if (tenth !== shown) process.stderr.write(`${line}\n`);
    shown = tenth;
  };
}

/** Takes back the line that progress was shown on. */
export function clearProgress(): void {
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
}

/** Shows each run of a search on standard error as it begins. */
export function showRuns(): (progress: SearchProgress<unknown>) => void {
  const { isTTY } = process.stderr;
  return ({ runs, most, doing }) => {
    const line = `run ${runs + 1} of at most ${Math.max(most, runs + 1)}: ${doing}`;
    process.stderr.write(isTTY ? `\r\x1b[K${line}` : `${line}\n`);
  };
}
