import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const FOLDER = mkdtempSync(join(tmpdir(), 'interruption-'));
afterAll(() => rmSync(FOLDER, { recursive: true }));

/** Nothing that hangs is left behind. */
const MOST_MS = 45_000;

interface End {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly err: string;
}

/** Runs a module in a process of its own; `onReady` is called once it has said so. */
function during(source: string, onReady: (child: ChildProcess) => void): Promise<End> {
  const module = `import * as interruption from './src/cli/interruption.ts';
import { showInPlace } from './src/cli/terminal.ts';
import { writeJson } from './src/cli/output.ts';
import { readdirSync } from 'node:fs';
${source}`;
  const loaders = ['--import', 'tsx', '--import', './scripts/raw-loader.mjs'];
  const child = spawn(process.execPath, [...loaders, '--input-type=module', '-e', module], {
    cwd: ROOT,
    timeout: MOST_MS,
    killSignal: 'SIGKILL',
  });
  let err = '';
  child.stderr.on('data', (data: Buffer) => {
    err += data.toString();
  });
  child.stdout.once('data', () => onReady(child));
  return new Promise((resolve) => child.once('close', (code, signal) => resolve({ code, signal, err })));
}

const HANGS = "console.log('ready'); for (;;);";

test('a signal ends synchronous work that was left to it', async () => {
  const source = `
interruption.watchSignals();
showInPlace('half a line');
interruption.endedAtOnceInTurn(() => { ${HANGS} });`;
  const end = await during(source, (child) => child.kill('SIGINT'));
  expect(end).toEqual({ code: null, signal: 'SIGINT', err: 'half a line\r\x1b[K' });
});

test('a signal that has come, and was not told of yet, is heard before signals are left to the system', async () => {
  const source = `
interruption.watchSignals();
process.kill(process.pid, 'SIGINT');
interruption
  .endedAtOnce(async () => console.log('work began'))
  .catch(() => (process.exitCode = interruption.interruptedCode()));`;
  expect(await during(source, () => undefined)).toEqual({ code: 130, signal: null, err: '' });
});

test('no handler is put back in the midst of a turn, for the next work to take away with what it has not told', async () => {
  const source = `
interruption.watchSignals();
setInterval(() => undefined, 1000);
interruption.endedAtOnceInTurn(() => undefined);
process.kill(process.pid, 'SIGINT');
interruption.endedAtOnceInTurn(() => undefined);`;
  expect(await during(source, () => undefined)).toMatchObject({ code: null, signal: 'SIGINT' });
});

test('a short text takes no signal away that has come before it', async () => {
  const source = `
import { openModel, shippedModel } from './src/cli/engine.ts';
interruption.watchSignals();
interruption.interruption.addEventListener('abort', () => process.exit(7));
const { tokenizer } = await openModel(shippedModel('nano'));
setTimeout(() => {
  process.kill(process.pid, 'SIGINT');
  tokenizer.encode('Once upon a time');
}, 50);
setTimeout(() => process.exit(0), 2000);`;
  expect(await during(source, () => undefined)).toMatchObject({ code: 7, signal: null });
});

test('handlers are back in the next turn', async () => {
  const source = `
interruption.watchSignals();
interruption.interruption.addEventListener('abort', () => process.exit(7));
setInterval(() => undefined, 1000);
await interruption.endedAtOnce(async () => undefined);
setImmediate(() => process.kill(process.pid, 'SIGTERM'));`;
  expect(await during(source, () => undefined)).toMatchObject({ code: 7, signal: null });
});

test('the first signal tells the work and puts the terminal in order, the second ends the process', async () => {
  const source = `
interruption.watchSignals();
showInPlace('half a line');
interruption.interruption.addEventListener('abort', () => { ${HANGS} });
setInterval(() => undefined, 1000);
process.kill(process.pid, 'SIGTERM');`;
  const end = await during(source, (child) => child.kill('SIGTERM'));
  expect(end).toEqual({ code: null, signal: 'SIGTERM', err: 'half a line\r\x1b[K' });
});

test('two signals that come while the thread is busy end the process', async () => {
  const source = `
interruption.watchSignals();
interruption.interruption.addEventListener('abort', () => { for (;;); });
setInterval(() => undefined, 1000);
process.kill(process.pid, 'SIGINT');
process.kill(process.pid, 'SIGINT');`;
  const end = await during(source, () => undefined);
  expect(end).toMatchObject({ code: null, signal: 'SIGINT' });
});

test('work that does not end by itself is ended', async () => {
  const source = `
interruption.watchSignals();
setInterval(() => undefined, 1000);
console.log('ready');`;
  const end = await during(source, (child) => child.kill('SIGHUP'));
  expect(end).toMatchObject({ code: null, signal: 'SIGHUP', err: 'lab: interrupted; nothing was written\n' });
});

test.each([
  ['SIGTERM', 1, { code: 143, signal: null }],
  ['SIGTERM', 2, { code: null, signal: 'SIGTERM' }],
] as const)(
  '%s in the middle of a write, %i times, leaves the old file and no part',
  async (signal, times, end) => {
    const file = join(FOLDER, 'result.json');
    writeFileSync(file, 'old');
    const source = `
interruption.watchSignals();
// Looked for each time round: the write of so much goes round many times.
const watch = () => {
  if (!readdirSync(${JSON.stringify(FOLDER)}).some((name) => name.endsWith('.part'))) setImmediate(watch);
  else for (let i = 0; i < ${times}; i++) process.kill(process.pid, '${signal}');
};
watch();
try {
  await writeJson(${JSON.stringify(file)}, 'x'.repeat(2 ** 25));
} catch {
  process.exitCode = interruption.interruptedCode();
}`;
    expect(await during(source, () => undefined)).toMatchObject(end);
    expect(readFileSync(file, 'utf8')).toBe('old');
    expect(readdirSync(FOLDER)).toEqual(['result.json']);
  },
);
