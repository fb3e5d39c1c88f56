/**
 * Computes the run that the page Load opens with, which is all that a phone gets: a preset under its traffic on the CPU engine, whose
 * bits and virtual times are the same wherever it is baked with one table. To be run again whenever the preset, the model, a
 * plan or what the scheduler does has changed; scripts/baked-load.test.ts says so.
 *
 *   node --import tsx --import ./scripts/raw-loader.mjs scripts/bake-load.ts [--preset viral-surge]
 */
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { USER_AGENT } from '../src/cli/certificate-store.ts';
import { openEngine, openModel, shippedModel } from '../src/cli/engine.ts';
import { parseExperiment } from '../src/experiment/schema.ts';
import { certifyRun } from '../src/studies/certificate/session.ts';
import type { BakedLoad } from '../src/ui/pages/load/use-baked.ts';
import { runToBake } from './baked-load.ts';
import { writeExample } from './write-example.ts';

const { values } = parseArgs({ options: { preset: { type: 'string', default: 'viral-surge' } } });
const source = new URL(`../experiments/${values.preset}.json`, import.meta.url);
const experiment = parseExperiment(JSON.parse(await readFile(source, 'utf8')));
const model = await openModel(shippedModel(experiment.model.name));
const { engine, gpu, own, close } = await openEngine('cpu', model);
const certified = await certifyRun({ engine, gpu, own, model, experiment, userAgent: USER_AGENT });
const record = await runToBake(experiment, model, { engine, ...certified });
close();
const tokens = record.arms.flatMap(({ requests }) => requests.flatMap((request) => request.tokens));
const texts = Object.fromEntries(
  [...new Set(tokens)].map((token) => [token, model.tokenizer.tokenText(token)]),
);
await writeExample(`load-${values.preset}.json`, { version: 1, record, texts } satisfies BakedLoad);
