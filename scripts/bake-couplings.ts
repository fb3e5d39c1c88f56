/**
 * Measures the coupling matrix that the page Load opens with: nano on the CPU engine, whose bits and virtual times are the same wherever it
 * is baked. To be run again whenever a mechanism, the model, a plan or what the scheduler does has changed; scripts/baked-couplings.test.ts
 * and `npm run test:proofs` say so.
 *
 *   node --import tsx --import ./scripts/raw-loader.mjs scripts/bake-couplings.ts
 */
import { writeFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { measuredToBake } from './baked-couplings.ts';

const report = await measuredToBake({
  onProgress: ({ done, total, name }) => console.log(`${done + 1}/${total} ${name}`),
});
const text = JSON.stringify(report);
const path = 'public/examples/couplings.json';
await writeFile(new URL(`../${path}`, import.meta.url), `${text}\n`);
console.log(`${path}: ${text.length} bytes, ${gzipSync(text).length} gzipped`);
