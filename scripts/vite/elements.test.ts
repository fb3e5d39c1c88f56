import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { buildElements } from './elements.ts';

it('every web component is one small script of its own', async () => {
  const scripts = await buildElements();
  expect(scripts.map(({ fileName }) => fileName).sort()).toEqual([
    ...['elements/batchmates-fork.js', 'elements/batchmates-tree.js', 'elements/batchmates-ulp-histogram.js'],
  ]);
  for (const { fileName, source } of scripts) {
    // What the page that shows them promises.
    expect(gzipSync(source).length, fileName).toBeLessThan(6000);
    expect(source, fileName).not.toMatch(/\bimport\b|\brequire\(|react/);
  }
});
