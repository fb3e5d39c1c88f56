import { type ChildProcess, fork } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, onTestFinished, test, vi } from 'vitest';
import { GpuError } from '../../gpu/errors.ts';
import { INITIAL_SETUP } from '../../workbench/cases/setup.ts';
import { watchChild } from './watch-child.ts';

const FOLDER = mkdtempSync(join(tmpdir(), 'watched-'));
afterAll(() => rmSync(FOLDER, { recursive: true }));

const PROGRESS = { kind: 'progress', progress: { done: 1, total: 54, rows: 7 } };
const VERDICT = { kind: 'refused', message: 'no' };

/** A process that does `body` once it is asked. */
function child(body: string): ChildProcess {
  const path = join(FOLDER, `${Math.random().toString(36).slice(2)}.mjs`);
  writeFileSync(path, `process.once('message', () => { ${body} }); setInterval(() => {}, 1e6);`);
  return fork(path, { execArgv: [], serialization: 'advanced', stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
}

const send = (news: unknown) => `process.send(${JSON.stringify(news)});`;
const asked = { requests: [{ kernel: 'plain-matmul', text: '', setup: INITIAL_SETUP }], time: 1000 };

async function watched(process: ChildProcess, signal = new AbortController().signal) {
  const heard: number[] = [];
  const onProgress = ({ rows }: { readonly rows: number }) => heard.push(rows);
  const done = await watchChild(process, asked, { silence: 60_000, signal, onProgress });
  return { ...done, heard };
}

const gone = (process: ChildProcess) =>
  process.exitCode !== null || process.signalCode !== null
    ? Promise.resolve()
    : new Promise((resolve) => process.once('exit', resolve));

test('hears out what a process tells, and ends it', async () => {
  const process = child(send(PROGRESS) + send({ kind: 'verdict', verdict: VERDICT }) + send({ kind: 'end' }));
  expect(await watched(process)).toEqual({ adapter: null, outcomes: [VERDICT], heard: [7] });
  await gone(process);
});

test('a process that gives no sign is ended, with where it was', async () => {
  const process = child(`${send(PROGRESS)} for (;;) {}`);
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
  const watching = watched(process);
  await new Promise((resolve) => process.once('message', resolve));
  vi.advanceTimersByTime(59_999);
  expect(process.killed).toBe(false);
  vi.advanceTimersByTime(1);
  expect((await watching).outcomes).toEqual([{ kind: 'hung', silent: 60_000, progress: PROGRESS.progress }]);
  await gone(process);
  expect(process.signalCode).toBe('SIGKILL');
});

test('a process that dies is told of by how it ended and its last words', async () => {
  const process = child(
    `console.error('first'); console.error('the driver fell over'); process.kill(process.pid, 'SIGABRT');`,
  );
  const { outcomes } = await watched(process);
  expect(outcomes).toEqual([
    { kind: 'crashed', how: 'Signal SIGABRT; its last words: the driver fell over', progress: null },
  ]);
});

test('no device is an error and no outcome', async () => {
  const news = { kind: 'failed', error: 'GpuError', operation: 'adapter', message: 'adapter: none found' };
  const failed = await watched(child(send(news))).catch((error: unknown) => error);
  expect(failed).toBeInstanceOf(GpuError);
  expect(failed).toMatchObject({ operation: 'adapter', message: 'adapter: none found' });
});

test('an interruption ends it', async () => {
  const controller = new AbortController();
  const process = child(`${send(PROGRESS)} for (;;) {}`);
  process.on('message', () => controller.abort(new Error('interrupted')));
  await expect(watched(process, controller.signal)).rejects.toThrow('interrupted');
  await gone(process);
});
