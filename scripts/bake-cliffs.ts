/**
 * Measures the cliff map that the page Kernels opens its plans with: nano on the CPU engine, whose bits are the same wherever it is baked. To be run
 * again whenever the model, a plan or how drafts are verified has changed; scripts/baked-cliffs.test.ts says so.
 *
 *   node --import tsx --import ./scripts/raw-loader.mjs scripts/bake-cliffs.ts
 */
import { measuredToBake } from './baked-cliffs.ts';
import { writeExample } from './write-example.ts';

const report = await measuredToBake({
  onProgress: ({ done, total, name }) => console.log(`${done + 1}/${total} ${name}`),
});
await writeExample('cliffs.json', report);
