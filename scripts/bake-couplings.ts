/**
 * Measures the coupling matrices that the page Load opens with, on the CPU engine, whose bits and virtual times are the same wherever it
 * is baked. To be run again whenever a mechanism, a model, a plan or what the scheduler does has changed; scripts/baked-couplings.test.ts
 * and `npm run test:proofs` say so.
 *
 *   node --import tsx --import ./scripts/raw-loader.mjs scripts/bake-couplings.ts [nano|random-nano|pico-moe ...]
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { bakedPath, measuredToBake } from '../src/studies/couplings/bake-couplings.node.ts';
import { BAKED_COUPLINGS } from '../src/studies/couplings/baked-couplings.ts';

const wanted = process.argv.slice(2);
await mkdir(new URL('.', bakedPath(BAKED_COUPLINGS[0])), { recursive: true });
for (const baked of BAKED_COUPLINGS.filter(({ file }) => wanted.length === 0 || wanted.includes(file))) {
  const report = await measuredToBake(baked, {
    onProgress: ({ done, total, name }) => console.log(`${baked.file} ${done + 1}/${total} ${name}`),
  });
  const text = JSON.stringify(report);
  await writeFile(bakedPath(baked), `${text}\n`);
  console.log(`${baked.file}: ${text.length} bytes, ${gzipSync(text).length} gzipped`);
}
