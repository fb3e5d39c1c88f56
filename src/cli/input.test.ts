import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeLink } from '../experiment/link.ts';
import { LinkError } from '../experiment/link-error.ts';
import { parseExperiment } from '../experiment/schema.ts';
import { readExperiment, readJson } from './input.ts';
import { UsageError } from './usage.ts';

const experiment = parseExperiment({
  version: 1,
  title: 'Small',
  requests: [{ id: 'p', role: 'probe', prompt: 'a' }],
  arms: [{ name: 'alone', requests: ['p'], kernels: 'variant' }],
});
const link = encodeLink({ experiment });
const json = JSON.stringify(experiment, null, 2);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'input-'));
});
afterAll(() => rm(folder, { recursive: true }));

const file = async (name: string, text: string) => {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
};

describe('readExperiment', () => {
  it.each([
    ['a link', link],
    ['an address with %23', `https://example.org/lab/${link.replace('#', '%23')}`],
    ['a link in brackets', `<https://example.org/lab/${link}>`],
    ['a link and a full stop', `${link}.`],
  ])('opens %s', async (_, argument) => expect(await readExperiment(argument)).toEqual(experiment));

  it.each([
    ['JSON', 'a.json', json],
    ['JSON with a byte order mark', 'bom.json', `\ufeff${json}`],
    ['a mail that holds a link', 'mail.txt', `Hello,\n> ${link.slice(0, 70)}\n> ${link.slice(70)}\n`],
    ['a name that looks like an address', '#learn', json],
  ])('opens a file: %s', async (_, name, text) => {
    expect(await readExperiment(await file(name, text))).toEqual(experiment);
  });

  const NONE = ': this address holds no experiment';
  it.each<[string, typeof UsageError | typeof LinkError, string]>([
    ...[
      'https://example.org/lab/#/learn',
      '#learn/neighbours',
      'localhost:4173/',
      'example.org/lab/#bench',
    ].map((address): [string, typeof UsageError, string] => [address, UsageError, `${address}${NONE}`]),
    [`https://example.org/${'x'.repeat(5000)}`, UsageError, `https://example.org/${'x'.repeat(59)}…${NONE}`],
    [
      'x'.repeat(5000),
      UsageError,
      `${'x'.repeat(79)}…: expected a file, found a name that is too long for one`,
    ],
    ['', UsageError, 'expected an experiment file or link, found an empty name'],
    ['nowhere\u001b[2J.json', UsageError, 'nowhere\\u{1b}[2J.json: expected a file, found none'],
    [`#v1.${'A'.repeat(500)}$B`, LinkError, 'this link is damaged: its character 505 is "$"'],
  ])('refuses %j in words', async (argument, kind, words) => {
    const refusal = await readExperiment(argument).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(kind);
    expect((refusal as Error).message).toContain(words);
  });

  it.each([
    ['a file of brackets', (): Promise<string> => file('deep.json', '['.repeat(5 << 20))],
    ['what has no end', (): Promise<string> => Promise.resolve('/dev/zero')],
  ])('reads no more of %s than an experiment can hold', async (_, path) => {
    await expect(path().then(readExperiment)).rejects.toThrow(
      'expected a file of at most 4194304 bytes, found a larger one',
    );
  });

  it('says in which line and column a file is no JSON', async () => {
    const path = await file('b.json', json.replace('"title": "Small",', '"title": "Small";'));
    await expect(readExperiment(path)).rejects.toThrow(`${path}: line 3, column 19: expected "," or "}"`);
    await expect(readJson(path)).rejects.toThrow(UsageError);
  });
});
