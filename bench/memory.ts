/**
 * What a run of many companies keeps in memory: one probe in companies drawn at random, on the CPU engine with a small random
 * model, and the memory in use after each hundred of them, once garbage has been collected.
 *
 *   npm run -s bench:memory -- [--companies 1000] [--batchmates 6] [--tokens 8] [--vocabulary 1024] [--json FILE]
 *
 * Or what a model's weights take on the host on their way to the device (weight-memory.ts): of a random model, and of a file with the same
 * weights, which is written for it and deleted.
 *
 *   npm run -s bench:memory -- --weights random:qwen2.5-0.5b [--json FILE]
 */
import { parseArgs } from 'node:util';
import { writeJson } from '../src/cli/output.ts';
import { wholeNumber } from '../src/cli/usage.ts';
import { CpuEngine } from '../src/engines/cpu/cpu.ts';
import { type Experiment, parseExperiment } from '../src/experiment/schema.ts';
import { runExperiment } from '../src/lab/run.ts';
import type { LabEvent } from '../src/lab/watch.ts';
import type { LoadedModel } from '../src/model/load.ts';
import { ModelError } from '../src/model/model-error.ts';
import { syntheticCheckpoint } from '../src/model/testing/synthetic.ts';
import { createIdCodec } from '../src/model/tokenizer.ts';
import { measureWeights } from './weight-memory.ts';

/** Memory in use after so many companies, in bytes: JavaScript's heap, and the arrays beside it. */
interface MemoryPoint {
  readonly companies: number;
  readonly heap: number;
  readonly arrays: number;
}

const EVERY = 100;

const { values } = parseArgs({
  options: {
    companies: { type: 'string', default: '1000' },
    batchmates: { type: 'string', default: '6' },
    tokens: { type: 'string', default: '8' },
    vocabulary: { type: 'string', default: '1024' },
    weights: { type: 'string' },
    json: { type: 'string' },
  },
});
const [companies, batchmates, tokens, vocabulary] = (
  ['companies', 'batchmates', 'tokens', 'vocabulary'] as const
).map((name) => wholeNumber(name, values[name], 1));
const collect = globalThis.gc;
if (!collect) throw new Error('memory can be read only after a collection: run with --expose-gc');

if (values.weights !== undefined) {
  await measureWeights(values.weights, values.json);
  process.exit();
}

const model = smallModel(vocabulary);
const engine = new CpuEngine();
const points: MemoryPoint[] = [];
const { record, traces } = await runExperiment({
  ...{ experiment: companiesExperiment(), model, engine },
  onEvent(event: LabEvent) {
    if (event.type === 'opening' && event.index % EVERY === 0) measure(event.index);
  },
});
measure(record.arms.length);
const [tree] = record.forkTrees;
process.stdout.write(
  `${companies} companies of up to ${batchmates} batchmates, ${tokens} tokens each, a vocabulary of ${vocabulary}\n` +
    `${points.map(pointLine).join('\n')}\n` +
    `${perCompany()} a company; ${tree?.distinct ?? 1} distinct completions, ${traces.size} traced streams\n`,
);
if (values.json) await writeJson(values.json, { companies, batchmates, tokens, vocabulary, points });
engine.destroy();

function measure(count: number): void {
  collect!();
  const { heapUsed: heap, arrayBuffers: arrays } = process.memoryUsage();
  points.push({ companies: count, heap, arrays });
}

function pointLine({ companies: count, heap, arrays }: MemoryPoint): string {
  return `${String(count).padStart(5)}  heap ${megabytes(heap)}  arrays ${megabytes(arrays)}`;
}

function megabytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(1).padStart(7)} MiB`;
}

/** Growth from the first hundred on: what comes before compiles code and fills caches. */
function perCompany(): string {
  const [first, last] = [points[Math.min(1, points.length - 1)], points[points.length - 1]];
  const grown = last.heap + last.arrays - first.heap - first.arrays;
  return `${(grown / 1024 / Math.max(1, last.companies - first.companies)).toFixed(1)} KiB`;
}

function smallModel(vocabSize: number): LoadedModel {
  const checkpoint = syntheticCheckpoint({ vocabSize }, { seed: 1, dtype: 'BF16' });
  const tokenizer = createIdCodec(new ModelError('synthetic', 'no text'));
  return { name: 'synthetic', checkpoint, tokenizer, weightFiles: [], endTokens: [], warnings: [] };
}

function companiesExperiment(): Experiment {
  const request = { maxNewTokens: tokens, ignoreEos: true };
  const mates = Array.from({ length: batchmates }, (_, i) => ({
    ...{ ...request, id: `mate-${i + 1}`, role: 'noise' },
    promptIds: Array.from({ length: i + 1 }, (_, at) => (7 * i + at) % vocabulary),
  }));
  return parseExperiment({
    version: 1,
    title: 'Memory of many companies',
    requests: [{ ...request, id: 'probe', role: 'probe', promptIds: [1, 2, 3] }, ...mates],
    arms: [
      {
        ...{ name: 'company', kernels: 'variant', requests: ['probe', ...mates.map(({ id }) => id)] },
        companies: { count: companies, least: 1, seed: 1 },
      },
    ],
  });
}
