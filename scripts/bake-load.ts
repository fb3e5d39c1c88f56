/**
 * Computes the run that the page Load opens with, which is all that a phone gets: a preset under its traffic on the CPU engine, whose
 * bits and virtual times are the same wherever it is baked with one table. To be run again whenever the preset or the model has changed.
 *
 *   node --import tsx --import ./scripts/raw-loader.mjs scripts/bake-load.ts [--preset viral-surge]
 */
import { readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { USER_AGENT } from '../src/cli/certificate-store.ts';
import { openEngine, openModel, shippedModel } from '../src/cli/engine.ts';
import { parseExperiment } from '../src/experiment/schema.ts';
import type { LoadEvent } from '../src/lab/load/load-events.ts';
import { loadSetting } from '../src/lab/load/load-setting.ts';
import { resolveLoad } from '../src/lab/load/resolve-load.ts';
import { runLoad } from '../src/lab/load/run-load.ts';
import { EVERY_POSITION } from '../src/lab/load/shadows.ts';
import type { LoadArm, LoadRecord, LoadStep } from '../src/results/load/load-record.ts';
import { certifyRun } from '../src/studies/certificate/session.ts';
import type { BakedLoad } from '../src/ui/pages/load/use-baked.ts';

/** The pool is drawn where somebody looks: every so many steps are enough. */
const OWNERS_EVERY = 4;

/** Steps as they were told, which alone say who held which block. */
function withSteps(arm: LoadArm, told: readonly LoadEvent[]): LoadArm {
  const steps = told.flatMap((event) =>
    event.type === 'step' && event.arm === arm.name ? [event.step] : [],
  );
  let since = OWNERS_EVERY;
  const thinned = steps.map(({ owners, ...step }): LoadStep => {
    since++;
    if (!owners || since < OWNERS_EVERY) return step;
    since = 0;
    return { ...step, owners };
  });
  return { ...arm, steps: thinned };
}

const { values } = parseArgs({ options: { preset: { type: 'string', default: 'viral-surge' } } });
const source = new URL(`../experiments/${values.preset}.json`, import.meta.url);
const experiment = parseExperiment(JSON.parse(await readFile(source, 'utf8')));
const model = await openModel(shippedModel(experiment.model.name));
const resolved = resolveLoad(experiment, model);
const { engine, gpu, own, close } = await openEngine('cpu', model);
const certified = await certifyRun({ engine, gpu, own, model, experiment, userAgent: USER_AGENT });
const told: LoadEvent[] = [];
const ran = await runLoad(resolved, {
  ...{ model, engine, ...certified, ...loadSetting(experiment), shadows: EVERY_POSITION },
  notes: resolved.scaled === null ? [] : [resolved.scaled],
  keeping: { requests: true, steps: false, plans: true },
  onEvent: (event) => told.push(event),
});
close();
const record: LoadRecord = { ...ran, arms: ran.arms.map((arm) => withSteps(arm, told)) };
const tokens = record.arms.flatMap(({ requests }) => requests.flatMap((request) => request.tokens));
const texts = Object.fromEntries(
  [...new Set(tokens)].map((token) => [token, model.tokenizer.tokenText(token)]),
);
const text = JSON.stringify({ version: 1, record, texts } satisfies BakedLoad);
const path = `public/examples/load-${values.preset}.json`;
await writeFile(new URL(`../${path}`, import.meta.url), `${text}\n`);
console.log(`${path}: ${text.length} bytes, ${gzipSync(text).length} gzipped`);
