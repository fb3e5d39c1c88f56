/**
 * Computes the transcripts that the audit's part Behaviour offers: nano's long tasks under one load on the CPU engine. Answered whole, and with the
 * effort that the queue leaves; and written on past their end, with all keys and with keys dropped where memory runs out. To be run again whenever the
 * model, its tasks or the scheduler has changed.
 *
 *   node --import tsx --import ./scripts/raw-loader.mjs scripts/bake-behaviour.ts
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { openEngine, openModel, shippedModel } from '../src/cli/engine.ts';
import { parseExperiment } from '../src/experiment/schema.ts';
import { resolveLoad } from '../src/lab/load/resolve-load.ts';
import { runLoad } from '../src/lab/load/run-load.ts';
import type { Serving } from '../src/steps/serving.ts';
import { taskLoadExperiment } from '../src/studies/tasks/load-tasks.ts';
import type { TaskArm } from '../src/studies/tasks/run-tasks.ts';
import { parseTasks } from '../src/studies/tasks/task-file.ts';

const LONG = ['chain', 'tracing', 'story'];
const ARM: TaskArm = { set: 'invariant', dtype: 'bf16', batch: 16 };
/** Tasks a second: a queue, but for the first. */
const PER_SECOND = 80;

const FURTHER = 192;

interface Baked {
  readonly name: string;
  readonly serving?: Partial<Serving>;
  /** Blocks of the pool; left out: as many as all need. */
  readonly blocks?: number;
  /** Tokens that each goes on to, whatever its end: as a prompt does that asks for more than the model has to say. */
  readonly further?: number;
}

const BAKED: readonly Baked[] = [
  { name: 'whole' },
  { name: 'effort', serving: { effort: { from: 2, to: 16, least: 32 } } },
  { name: 'on', further: FURTHER },
  {
    name: 'on-evicted',
    further: FURTHER,
    serving: { memory: { pressure: 'evict', first: 16, last: 16 } },
    blocks: 64,
  },
];

const folder = new URL('../public/examples/behaviour/', import.meta.url);
await mkdir(folder, { recursive: true });
const model = await openModel(shippedModel('nano'));
const file = parseTasks(JSON.parse(await readFile('public/models/nano/tasks.json', 'utf8')), 'tasks.json');
const tasks = file.filter(({ kind }) => LONG.includes(kind));
const { clock } = parseExperiment(JSON.parse(await readFile('experiments/viral-surge.json', 'utf8')));
if (clock?.kind !== 'virtual') throw new Error('expected a virtual clock');
const { table } = clock;
const { engine, close } = await openEngine('cpu', model);
for (const { name, serving, blocks, further } of BAKED) {
  const load = { arm: ARM, perSecond: PER_SECOND, effort: null, seed: 1 };
  const experiment = taskLoadExperiment(tasks, load, model);
  const arms = experiment.arms.map((each) => ({
    ...each,
    serving: { ...each.serving!, ...serving },
    ...(blocks && { limits: { ...each.limits, blocks } }),
  }));
  const requests = experiment.requests.map((request) =>
    further ? { ...request, ignoreEos: true, maxNewTokens: further } : request,
  );
  const resolved = resolveLoad({ ...experiment, requests, arms }, model);
  const { arms: ran } = await runLoad(resolved, { model, engine, clock: 'virtual', table });
  const prompts = new Map(tasks.map(({ id, prompt }) => [id, prompt]));
  const lines = ran[0].requests
    .filter(({ outcome }) => outcome.kind === 'done')
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .map(({ id, text }) => `${JSON.stringify({ id, prompt: prompts.get(id), completion: text })}\n`);
  await writeFile(new URL(`${name}.jsonl`, folder), lines.join(''));
  console.log(`${name}.jsonl: ${lines.length} answers, ${gzipSync(lines.join('')).length} bytes gzipped`);
}
close();
