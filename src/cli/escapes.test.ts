import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { Command } from './command.ts';
import { bisect } from './commands/bisect.ts';
import { blame } from './commands/blame.ts';
import { complete } from './commands/complete.ts';
import { flip } from './commands/flip.ts';
import { look } from './commands/look.ts';
import { run } from './commands/run.ts';
import { captureStreams } from './testing/written.ts';

/** A stranger's experiment whose names clear the screen, set a title, turn the direction and begin a line of their own. */
const NAME = 'A\x1b[2J\x1b]0;t\x07\u202e\x9b31m\ncheck failed: not so';
const request = { maxNewTokens: 1, ignoreEos: true };
const arm = (name: string, requests: string[]) => ({ name, requests, kernels: 'variant' });
const EXPERIMENT = {
  version: 1,
  title: NAME,
  requests: [
    { ...request, id: 'p', role: 'probe', promptIds: [1, 300, 5] },
    { ...request, id: 'x', role: 'noise', promptIds: [7, 8, 9, 10] },
  ],
  arms: [arm(NAME, ['p']), arm(`${NAME}B`, ['p', 'x'])],
  compare: [[NAME, `${NAME}B`]],
};

const FOLDER = mkdtempSync(join(tmpdir(), 'escapes-'));
const FILE = join(FOLDER, 'experiment.json');
writeFileSync(FILE, JSON.stringify(EXPERIMENT));
const { isTTY } = process.stderr;
afterAll(() => {
  process.stderr.isTTY = isTTY;
  rmSync(FOLDER, { recursive: true });
});

const written = captureStreams();

const ways: readonly [string, Command, readonly string[], boolean][] = [
  ['run', run, [FILE], true],
  ['run --json -', run, [FILE, '--json', '-'], false],
  ['bisect', bisect, [FILE], true],
  ['blame', blame, [FILE], false],
  ['flip', flip, [FILE, '--runs', '1'], false],
  ['look', look, [FILE], true],
  ['complete', complete, ['--prompt', NAME, '--max-new', '1'], false],
];

test.each(ways)('%s lets no name command a terminal (%#)', async (_, command, args, onTerminal) => {
  process.stderr.isTTY = onTerminal;
  await command.perform([...args, '--engine', 'cpu'], new AbortController().signal);
  // What takes back a line of progress is our own.
  const text = written.all.replaceAll('\r\x1b[K', '').replaceAll('\n', '');
  expect(text.length).toBeGreaterThan(0);
  expect(text).not.toMatch(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}]/u);
  expect(written.all).not.toMatch(/^check failed/m);
});
