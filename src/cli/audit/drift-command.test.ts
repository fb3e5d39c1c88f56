import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { performLine } from '../command-line.ts';
import { captureStreams } from '../testing/written.ts';

const written = captureStreams();
let folder: string;
const at = (name: string) => join(folder, name);
const drift = (...args: readonly string[]) => performLine(['audit', 'drift', ...args]);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'batchmates-drift-'));
  const rows = (cell: (i: number) => string) =>
    `n\n${Array.from({ length: 40 }, (_, i) => cell(i)).join('\n')}\n`;
  await writeFile(at('a.csv'), rows(String));
  await writeFile(
    at('blank.csv'),
    rows((i) => `${i}${i === 5 ? ' ' : ''}`),
  );
  await writeFile(at('broken.csv'), 'n,m\n1,2\n3\n');
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

test('exit code 1 where something alarms, else 0; a table on standard output, and files', async () => {
  const files = ['--json', at('r.json'), '--csv', at('r.csv'), '--markdown', at('r.md')];
  expect(await drift('--reference', at('a.csv'), '--current', at('blank.csv'), ...files)).toBe(1);
  expect(written.out).toContain('integer → integer, 2.5 % number with blanks, such as “5␣”');
  const { columns, multiplicity } = JSON.parse(await readFile(at('r.json'), 'utf8'));
  expect(columns[0].type).toEqual({
    reference: 'integer',
    current: 'integer, 2.5 % number with blanks',
    ...{ changed: true, examples: ['5 '] },
  });
  expect(Object.keys(columns[0])).toEqual(
    expect.arrayContaining(['name', 'type', 'nulls', 'z', 'ks', 'chi2', 'psi', 'wasserstein', 'castingMs']),
  );
  expect(multiplicity.tests).toBe(2);
  expect(await readFile(at('r.csv'), 'utf8')).toContain('"n","blank.csv","integer"');
  expect(await readFile(at('r.md'), 'utf8')).toContain('“5␣”');
  expect(await drift('--reference', at('a.csv'), '--current', at('a.csv'))).toBe(0);
  const others = ['--alarms', 'ks,psi'];
  expect(await drift('--reference', at('a.csv'), '--current', at('blank.csv'), ...others)).toBe(0);
});

test('windows of one file, of which the first is the reference', async () => {
  expect(await drift('--reference', at('a.csv'), '--window-rows', '20')).toBe(1);
  expect(written.out).toContain('Current: a.csv: rows from 21 on, 20 rows.');
  expect(await drift('--reference', at('a.csv'), '--split-column', 'n', '--split-from', '30')).toBe(1);
  expect(written.out).toContain('Reference: a.csv: n before 30, 30 rows.');
});

test.each([
  [['--current', 'x'], 'expected --reference FILE'],
  [['--reference', 'nowhere.csv', '--current', 'x'], '--reference: nowhere.csv: expected a file, found none'],
  [['--reference', 'x'], 'expected one of --current, --window-rows and --split-column'],
  [['--reference', 'x', '--current', 'y', '--window-rows', '5'], 'expected one of --current'],
  [['--reference', 'x', '--split-column', 'n'], '--split-column: expected --split-from'],
  [['--reference', 'x', '--current', 'y', '--alarms', 'ks,t'], '--alarms: expected one of type, nulls, z'],
  [['--reference', 'x', '--current', 'y', '--alpha', '1'], '--alpha: expected a number between 0 and 1'],
])('refuses %j', async (args, message) => {
  expect(await drift(...args)).toBe(2);
  expect(written.err).toContain(message);
});

test('refuses a broken file at its line, and one window alone', async () => {
  expect(await drift('--reference', at('a.csv'), '--current', at('broken.csv'))).toBe(2);
  expect(written.err).toContain('broken.csv, line 3: expected 2 cells, as line 1 has names, found 1');
  expect(await drift('--reference', at('a.csv'), '--window-rows', '100')).toBe(2);
  expect(written.err).toContain('expected rows for two windows, found 40 rows for one');
});

test('has a help of its own', async () => {
  expect(await drift('--help')).toBe(0);
  expect(written.out).toContain('Usage: lab audit drift --reference FILE');
});
