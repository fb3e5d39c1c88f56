import { mkdirSync, mkdtempSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import { hashFolder } from './hashed-folders.ts';

let folder: string;
const write = (text: string) => writeFileSync(join(folder, 'nano', 'config.json'), text);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'batchmates-'));
  mkdirSync(join(folder, 'nano'));
  write('{}');
});

it('is the same for the same files, wherever they lie', () => {
  const before = hashFolder(folder);
  expect(before).toMatch(/^[0-9a-f]{12}$/);
  const moved = `${folder}-moved`;
  renameSync(folder, moved);
  expect(hashFolder(moved)).toBe(before);
});

it.each([
  ['the contents of a file change', () => write('{ }')],
  ['a file gets another name', () => renameSync(join(folder, 'nano'), join(folder, 'nana'))],
  ['a file is added', () => writeFileSync(join(folder, 'x'), '')],
])('is another one where %s', (_, change) => {
  const before = hashFolder(folder);
  change();
  expect(hashFolder(folder)).not.toBe(before);
});
