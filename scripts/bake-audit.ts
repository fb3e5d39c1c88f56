/**
 * Audits nano on the CPU engine in every precision, and pico beside it: what the page's audit of a model begins with, and what it ran on. To be run
 * again whenever the model or a plan has changed; scripts/baked-audit.test.ts says so.
 *
 *   node --import tsx --import ./scripts/raw-loader.mjs scripts/bake-audit.ts
 */
import { writeFile } from 'node:fs/promises';
import { measuredToBake } from './baked-audit.ts';

let shown = '';
const audit = await measuredToBake(({ done, total, doing }) => {
  if (doing !== shown) console.log(`${Math.floor((100 * done) / total)} % ${doing}`);
  shown = doing;
});
await writeFile(new URL('../public/audit/model.json', import.meta.url), `${JSON.stringify(audit)}\n`);
