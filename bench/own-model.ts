/**
 * What a checkpoint from elsewhere costs the page: random bf16 weights in the shape of a Llama, half a gigabyte by default, are served by an
 * imitation of the hub on this machine, downloaded into the browser's storage, and loaded from there by a fresh worker. Each is measured
 * beside plain reading of the same file, by fetch and from storage, in the same run. Serves the build there is, so `npm run build` first.
 *
 *   npm run -s bench:own-model -- [--megabytes 500] [--repeats 3] [--json FILE]
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { writeJson } from '../src/cli/output.ts';
import { wholeNumber } from '../src/cli/usage.ts';
import { openHubServer } from '../src/model/testing/hub-server.node.ts';
import { measureOwnModel, type OwnModelFigures } from './own-model-page.ts';
import { randomLlama } from './random-llama.ts';

const { values } = parseArgs({
  options: {
    megabytes: { type: 'string', default: '500' },
    repeats: { type: 'string', default: '3' },
    json: { type: 'string' },
  },
});
const seconds = (milliseconds: number) => `${(milliseconds / 1000).toFixed(2)} s`;
const megabytes = (bytes: number | null) => (bytes === null ? 'not told' : `${(bytes / 1e6).toFixed(0)} MB`);

const PICO = new URL('../public/models/pico/', import.meta.url);
const beside = Object.fromEntries(
  ['tokenizer.json', 'tokenizer_config.json'].map((name) => [
    name,
    new Uint8Array(readFileSync(new URL(name, PICO))),
  ]),
);
const llama = randomLlama(1e6 * wholeNumber('megabytes', values.megabytes, 1));
const hub = await openHubServer({ 'bench/llama': { files: { ...llama, ...beside } } });
hub.plain.set('weights', llama['model.safetensors']);
try {
  const repeats = wholeNumber('repeats', values.repeats, 1);
  const figures = await measureOwnModel(
    { name: 'hf:bench/llama', endpoint: hub.endpoint },
    `${hub.plainBase}weights`,
    repeats,
  );
  for (const line of linesOf(figures)) process.stdout.write(`${line}\n`);
  if (values.json) await writeJson(values.json, figures);
} finally {
  await hub.close();
}

function linesOf({
  bytes,
  download,
  load,
  threadMilliseconds,
  longTasks,
  longestTask,
  memory,
}: OwnModelFigures): string[] {
  const timed = (what: string, { milliseconds, reading, ratio }: OwnModelFigures['load']) =>
    `${what.padEnd(26)} ${seconds(milliseconds)}, reading alone ${seconds(reading)}: ${ratio.toFixed(2)}x`;
  return [
    `a checkpoint of ${megabytes(bytes)}, bf16`,
    timed('downloaded and verified', download),
    timed('loaded from storage', load),
    `main thread                ${seconds(threadMilliseconds)} of its own in all; ${longTasks} tasks over 50 ms by the clock, the longest ${longestTask.toFixed(0)} ms`,
    `renderer, private          ${megabytes(memory.before)} before, ${megabytes(memory.peak)} at most, ${megabytes(memory.after)} once loaded`,
  ];
}
