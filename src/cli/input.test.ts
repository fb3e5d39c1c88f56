import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readExperiment } from './input.ts';

const FOLDER = mkdtempSync(join(tmpdir(), 'input-'));
afterAll(() => rmSync(FOLDER, { recursive: true }));

test.each([
  'https://lab.example/#/learn',
  'http://127.0.0.1:4173/',
  'localhost:4173/x',
  '#/glossary',
  'lab.example/#',
])('%s holds no experiment, and is no file either', async (address) => {
  await expect(readExperiment(address)).rejects.toThrow(`${address}: this address holds no experiment`);
});

test('a file with a name like an address is a file', async () => {
  const file = join(FOLDER, '#notes');
  writeFileSync(file, 'no JSON');
  await expect(readExperiment(file)).rejects.toThrow('expected JSON');
});

test('a long name is shown cut', async () => {
  await expect(readExperiment(`nowhere/${'x'.repeat(500)}\x1b.json`)).rejects.toThrow(/^nowhere\/x{71}…: /);
});
