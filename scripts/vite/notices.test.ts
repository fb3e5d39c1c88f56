import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { noticesText } from './notices.ts';
import { packageFolder, readPackage } from './packages.ts';

/** A package in a folder of its own, with these files beside its package.json. */
function packageWith(name: string, files: Readonly<Record<string, string>>): string {
  const folder = join(mkdtempSync(join(tmpdir(), 'batchmates-')), 'node_modules', name);
  mkdirSync(join(folder, 'dist'), { recursive: true });
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ name, version: '1.2.3', license: 'Apache-2.0' }),
  );
  for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text);
  return folder;
}

it('finds the package of a module, past folders that only name a kind of module', () => {
  const folder = packageWith('some', { 'dist/package.json': '{"type":"module"}' });
  expect(packageFolder(join(folder, 'dist', 'index.js?commonjs'))).toBe(folder);
});

it.each(['/home/x/src/main.tsx', '\0/x/node_modules/some/index.js'])('takes %j for no package', (id) => {
  expect(packageFolder(id)).toBeNull();
});

it('hands on the licence and the notice, whole', () => {
  const folder = packageWith('some', {
    LICENSE: 'the licence\n',
    'NOTICE.txt': 'the notice',
    'index.js': '',
  });
  expect(readPackage(folder)).toEqual({
    ...{ name: 'some', version: '1.2.3', licence: 'Apache-2.0' },
    text: 'the licence\n\nthe notice',
  });
});

it('writes all texts in order, our own first', () => {
  const one = readPackage(packageWith('one', { 'license.md': 'text of one' }));
  const two = readPackage(packageWith('two', { COPYING: 'text of two' }));
  const text = noticesText('text of ours', [two, one]);
  const places = ['text of ours', 'one 1.2.3 (Apache-2.0)', 'text of one', 'two 1.2.3', 'text of two'];
  const found = places.map((place) => text.indexOf(place));
  expect(found).toEqual(found.toSorted((a, b) => a - b));
  expect(found[0]).toBeGreaterThan(0);
});

it('names every package without a text', () => {
  const bare = ['bare', 'barer'].map((name) => readPackage(packageWith(name, {})));
  expect(() => noticesText('', bare)).toThrow(
    'found none in bare, barer: put it into scripts/vite/licences/',
  );
});
