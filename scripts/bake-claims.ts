/**
 * Runs what claims are judged by on the CPU engine. To be run again whenever a preset, the model, a plan or what the scheduler does has changed;
 * scripts/baked-claims.test.ts says so.
 *
 *   node --import tsx --import ./scripts/raw-loader.mjs scripts/bake-claims.ts
 */
import type { BakedRuns } from '../src/studies/claims/read-evidence.ts';
import { runsToBake } from './baked-claims.ts';
import { writeExample } from './write-example.ts';

const baked = await runsToBake(undefined, (id, ms) => console.log(`${id}: ${(ms / 1000).toFixed(1)} s`));
await writeExample('claims.json', { version: 1, ...baked } satisfies BakedRuns);
