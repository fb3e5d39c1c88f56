/**
 * Looks for probes whose completion forks: runs candidates, prose openings and the model's own tasks, alone and in the noisy
 * company of experiments/needle.json under the variant set, and reports how many of how many forked. Nothing is staged:
 * every candidate is listed, with or without a fork, and both arms stop at the fork.
 *
 *   npm run -s find-needle -- [--model DIR] [--tasks FILE] [--engine webgpu|cpu] [--kinds prose,long,short]
 *     [--dtypes bf16,f16,f32] [--limit N] [--tokens 256] [--seed 0] [--json FILE] [--forked-in FILE] [--write ID]
 *
 * --limit      candidates of each kind (default 30)
 * --seed       other batchmates of the same lengths; 0 is the preset's own company
 * --json       written after each candidate; where it exists already, its findings are kept and the search goes on
 * --forked-in  only what forked in that earlier search: the CPU engine finds, WebGPU confirms
 * --write      puts the candidate of this id in place of the present needle in every preset that asks it, and searches nothing
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openEngine, openModel, shippedModel } from '../src/cli/engine.ts';
import { readJson } from '../src/cli/input.ts';
import { checkOutput, writeJson } from '../src/cli/output.ts';
import { listOf, oneOf, UsageError, wholeNumber } from '../src/cli/usage.ts';
import { ACTIVATION_DTYPES } from '../src/numerics/dtypes.ts';
import { parseTasks } from '../src/studies/tasks/task-file.ts';
import { candidates, KINDS } from './needle-candidates.ts';
import { companyOf, writePresets } from './needle-presets.ts';
import { findingLine, hitRates, rateLine } from './needle-rates.ts';
import { type Finding, PROBE, type SearchOptions, search } from './needle-search.ts';
import { probeEngine } from './probe-engine.ts';

/** A search on disk. `setting` is what findings depend on: a search goes on only where all of it is the same. */
interface SearchFile {
  readonly setting: unknown;
  readonly findings: readonly Finding[];
}

/** What is the same in every run of a candidate under a dtype. */
const keyOf = ({ id, prompt, dtype }: Pick<Finding, 'id' | 'prompt' | 'dtype'>) =>
  JSON.stringify([id, prompt, dtype]);

async function readSearch(path: string): Promise<SearchFile> {
  return (await readJson(path)) as SearchFile;
}

async function earlierFindings(path: string | undefined, setting: unknown): Promise<readonly Finding[]> {
  if (path === undefined || !existsSync(path)) return [];
  const earlier = await readSearch(path);
  if (JSON.stringify(earlier.setting) === JSON.stringify(setting)) return earlier.findings;
  throw new UsageError(`${path}: expected a search of the same model, engine, tokens and company`);
}

const { values } = parseArgs({
  options: {
    model: { type: 'string', default: shippedModel('nano') },
    tasks: { type: 'string' },
    engine: { type: 'string', default: 'webgpu' },
    kinds: { type: 'string', default: KINDS.join() },
    dtypes: { type: 'string', default: 'bf16,f16,f32' },
    limit: { type: 'string', default: '30' },
    tokens: { type: 'string', default: '256' },
    seed: { type: 'string', default: '0' },
    json: { type: 'string' },
    'forked-in': { type: 'string' },
    write: { type: 'string' },
  },
});

async function main(): Promise<void> {
  await checkOutput(values.json);
  const kinds = listOf(values.kinds, (word) => oneOf('kinds', word, KINDS));
  const dtypes = listOf(values.dtypes, (word) => oneOf('dtypes', word, ACTIVATION_DTYPES));
  const file = values.tasks ?? join(values.model, 'tasks.json');
  const tasks = kinds.some((kind) => kind !== 'prose') ? parseTasks(await readJson(file), file) : [];
  const wanted = candidates(kinds, tasks, wholeNumber('limit', values.limit, 1));
  if (values.write !== undefined) {
    const chosen = wanted.find(({ id }) => id === values.write);
    if (!chosen) throw new UsageError(`--write: expected the id of a candidate, found "${values.write}"`);
    console.log(`wrote ${chosen.id} into ${(await writePresets(chosen)).join(', ')}`);
    return;
  }
  const model = await openModel(values.model);
  const { engine, close } =
    values.engine === 'cpu'
      ? { engine: probeEngine(model.checkpoint, PROBE), close: () => undefined }
      : await openEngine(values.engine, model);
  const mates = await companyOf(wholeNumber('seed', values.seed, 0));
  const options = { engine, model, mates, tokens: wholeNumber('tokens', values.tokens, 1) };
  try {
    const pairs = dtypes.flatMap((dtype) => wanted.map((candidate) => ({ ...candidate, dtype })));
    await searchAll(options, await stillForked(pairs));
  } finally {
    close();
  }
}

type Pair = Pick<Finding, 'kind' | 'id' | 'prompt' | 'dtype'>;

/** With --forked-in only the pairs that forked in that search. */
async function stillForked(pairs: readonly Pair[]): Promise<readonly Pair[]> {
  if (values['forked-in'] === undefined) return pairs;
  const { findings } = await readSearch(values['forked-in']);
  const forked = new Set(findings.filter(({ fork }) => fork !== null).map(keyOf));
  return pairs.filter((pair) => forked.has(keyOf(pair)));
}

async function searchAll(options: SearchOptions, pairs: readonly Pair[]): Promise<void> {
  const { engine, model, tokens, mates } = options;
  const { hash } = model.checkpoint;
  const setting = {
    model: hash,
    engine: engine.kind,
    adapter: engine.adapter,
    set: 'variant',
    tokens,
    mates,
  };
  const findings = [...(await earlierFindings(values.json, setting))];
  const windows = [...new Set([Math.min(64, tokens), tokens])];
  for (const { dtype, ...candidate } of pairs) {
    let found = findings.find((finding) => keyOf(finding) === keyOf({ ...candidate, dtype }));
    if (!found) {
      found = await search(options, candidate, dtype);
      findings.push(found);
      const rates = hitRates(findings, windows);
      if (values.json) await writeJson(values.json, { setting, rates, findings });
    }
    console.log(findingLine(found));
  }
  for (const rate of hitRates(findings, windows)) console.log(rateLine(rate));
}

await main();
