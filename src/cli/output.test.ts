import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  closeSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { checkOutput, openOutput, writeJson } from './output.ts';
import { captureStreams } from './testing/written.ts';

const streams = captureStreams();
let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'output-'));
  file = join(folder, 'result.json');
});
afterEach(() => rmSync(folder, { recursive: true }));

const at = (name: string) => join(folder, name);
const written = (path: string) => JSON.parse(readFileSync(path, 'utf8'));

/** The number of a process that has ended. */
function endedProcess(): number {
  const { pid } = spawnSync(process.execPath, ['--version']);
  return pid;
}

describe('a file', () => {
  test('is made, then replaced, with the permissions that it had', async () => {
    await writeJson(file, 1);
    chmodSync(file, 0o640);
    await writeJson(file, 2);
    expect(written(file)).toBe(2);
    expect(statSync(file).mode & 0o777).toBe(0o640);
    expect(readdirSync(folder)).toEqual(['result.json']);
  });

  test('with a name as long as names may be is written', async () => {
    const long = at('é'.repeat(127));
    await writeJson(long, 1);
    expect(written(long)).toBe(1);
  });

  test('holds no character that a terminal would obey', async () => {
    await writeJson(file, { 'a\x9b': '\x1b[2J\u202e' });
    expect(readFileSync(file, 'utf8').replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
    expect(written(file)).toEqual({ 'a\x9b': '\x1b[2J\u202e' });
  });

  test('loses the parts that ended processes left of it, and no others', async () => {
    const kept = [
      `result.json.${process.ppid}.part`,
      `other.json.${endedProcess()}.part`,
      'result.json.x.part',
    ];
    for (const name of [...kept, `result.json.${endedProcess()}.part`]) writeFileSync(at(name), 'half');
    await writeJson(file, 1);
    expect(readdirSync(folder).toSorted()).toEqual([...kept, 'result.json'].toSorted());
  });
});

describe('a symbolic link', () => {
  test.each([
    ['to a file', 'target', 'old'],
    ['to a file that is not there yet', 'target', null],
    ['to a link in another folder', '../inner/link', 'old'],
  ])('%s stays, and what it leads to is written', async (_, to, before) => {
    mkdirSync(at('inner'));
    symlinkSync('../inner/target', at('inner/link'));
    if (before !== null) writeFileSync(at('inner/target'), before);
    symlinkSync(to, at('inner/name'));
    await writeJson(at('inner/name'), 1);
    expect(readlinkSync(at('inner/name'))).toBe(to);
    expect(lstatSync(at('inner/target')).isFile()).toBe(true);
    expect(written(at('inner/target'))).toBe(1);
  });

  test('to a device leads to the device', async () => {
    symlinkSync('/dev/null', file);
    await writeJson(file, 1);
    expect(readlinkSync(file)).toBe('/dev/null');
    expect(lstatSync('/dev/null').isCharacterDevice()).toBe(true);
    expect(readdirSync(folder)).toEqual(['result.json']);
  });
});

test('a fifo is written into', async () => {
  execFileSync('mkfifo', [file]);
  const [text] = await Promise.all([readFile(file, 'utf8'), writeJson(file, [1])]);
  expect(JSON.parse(text)).toEqual([1]);
  expect(lstatSync(file).isFIFO()).toBe(true);
});

test.each(['-', '/dev/stdout'])('%s is standard output, without the report', async (path) => {
  const output = await openOutput(path);
  output.report(['a table']);
  output.text('a text');
  await output.json({ a: 1 });
  expect(JSON.parse(streams.out)).toEqual({ a: 1 });
});

test('a text goes out as it is, but for what a terminal would obey', async () => {
  const output = await openOutput(undefined);
  output.text('a\n\tb\x1b[2J');
  await output.json({ a: 1 });
  expect(streams.out).toBe('a\n\tb\\u{1b}[2J\n');
});

describe('before the long work', () => {
  test.each<[string, string, () => string]>([
    ['an empty name', 'or - for standard output, found an empty name', () => ''],
    ['a folder', 'expected a file, found the folder', () => folder],
    ['the name of a folder to be', 'expected a file, found the folder', () => `${at('new')}/`],
    ['a folder that is not there', 'expected a folder that can be written to', () => at('none/a.json')],
    ['a file for a folder', 'expected a folder that can be written to', () => join(at('plain'), 'a.json')],
    ['a file that nobody may write', 'found .*read-only, which may only be read', () => at('read-only')],
    ['a name too long', 'the name is too long', () => at('x'.repeat(300))],
    ['links in a circle', 'found links in a circle', () => at('circle')],
    ['a place without files', 'proc', () => '/proc/result.json'],
  ])('%s is refused', async (_, words, path) => {
    writeFileSync(at('plain'), '');
    writeFileSync(at('read-only'), 'kept');
    chmodSync(at('read-only'), 0o444);
    symlinkSync('circle', at('circle'));
    const before = readdirSync(folder);
    const refusal = await checkOutput(path()).catch((error: unknown) => error);
    expect(refusal).toMatchObject({ name: 'UsageError', message: expect.stringMatching(/^--json: /) });
    expect((refusal as Error).message).toMatch(new RegExp(words));
    expect((refusal as Error).message.length).toBeLessThan(200);
    expect(readdirSync(folder)).toEqual(before);
    expect(readFileSync(at('read-only'), 'utf8')).toBe('kept');
  });

  test('a descriptor is refused that is not open, or only for reading', async () => {
    const readable = openSync('package.json', 'r');
    const link = `/dev/fd/${readable}`;
    await expect(checkOutput(link)).rejects.toThrow(`--json: descriptor ${readable} is not open for writing`);
    closeSync(readable);
    await expect(checkOutput('/dev/fd/9999')).rejects.toThrow('descriptor 9999 is not open for writing');
    const writable = openSync(file, 'w');
    await writeJson(`/dev/fd/${writable}`, 1);
    closeSync(writable);
    expect(written(file)).toBe(1);
  });
});
