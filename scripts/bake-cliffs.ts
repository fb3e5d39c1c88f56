/**
 * Measures the cliff map that the page Kernels opens its plans with: nano on the CPU engine, whose bits are the same wherever it is baked. To be run
 * again whenever the model, a plan or how drafts are verified has changed; scripts/baked-cliffs.test.ts says so.
 *
 *   node --import tsx --import ./scripts/raw-loader.mjs scripts/bake-cliffs.ts
 */
import { writeFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { measuredToBake } from './baked-cliffs.ts';

const report = await measuredToBake({
  onProgress: ({ done, total, name }) => console.log(`${done + 1}/${total} ${name}`),
});
const text = JSON.stringify(report);
const path = 'public/examples/cliffs.json';
await writeFile(new URL(`../${path}`, import.meta.url), `${text}\n`);
console.log(`${path}: ${text.length} bytes, ${gzipSync(text).length} gzipped`);
