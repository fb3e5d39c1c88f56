/**
 * Computes what the Compare page offers to open: openings of stories, each completed alone and among the needle's company, under the
 * batch-variant kernels, written as a server would answer; and the logits of one of them around its fork. To be run again
 * whenever the model has changed.
 *
 *   npm run -s bake:compare -- [--engine webgpu|cpu]
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { openEngine, openModel, shippedModel } from '../src/cli/engine.ts';
import { showProgress } from '../src/cli/progress.ts';
import { type Experiment, parseExperiment } from '../src/experiment/schema.ts';
import { safetensorsFile } from '../src/imports/testing/files.ts';
import { comparedPairs } from '../src/lab/compare-arms.ts';
import { resolveExperiment } from '../src/lab/resolve.ts';
import { runResolved } from '../src/lab/run.ts';
import type { StreamPair } from '../src/results/diff.ts';
import { logSumExp } from '../src/results/logit-diff.ts';

/** The first is the needle's own. */
const PROMPTS: Readonly<Record<string, string>> = {
  needle: 'Once upon a time there was a',
  king: 'The old king said to his daughter',
  wood: 'In the middle of the wood the little girl',
  prince: 'The prince rode for three days until he',
  woodcutter: 'There was once a poor woodcutter who',
  fairy: 'The fairy touched the pumpkin and',
  cat: 'The cat looked at the mouse and',
  giant: 'The giant was so angry that he',
};
const LISTED = 5;
const DECIMALS = 6;
/** Rows of logits before the fork and behind it. */
const AROUND = 4;

const root = new URL('../', import.meta.url);
const folder = new URL('public/examples/compare/', root);
const needle = parseExperiment(JSON.parse(await readFile(new URL('experiments/needle.json', root), 'utf8')));

/** The needle's two arms under variant kernels, with another prompt. */
function experimentOf(prompt: string): Experiment {
  const requests = needle.requests.map((request) =>
    request.role === 'probe' ? { ...request, prompt } : request,
  );
  const arms = needle.arms.filter(({ name }) => name === 'alone' || name === 'company');
  return parseExperiment({ ...needle, requests, arms, compare: [['alone', 'company']] });
}

/** The model's vocabulary is small: a run keeps them. */
function logitsOf({ trace }: StreamPair['a']): Float32Array[] {
  return trace.map(({ logits }) => logits!);
}

/** A line of the batch API's answers, in the form of legacy completions. */
function answerOf(id: string, prompt: string, side: StreamPair['a'], textOf: StreamPair['textOf']): unknown {
  const listed = logitsOf(side).map((logits) => {
    const logZ = logSumExp(logits);
    const best = [...logits.keys()].toSorted((x, y) => logits[y] - logits[x] || x - y).slice(0, LISTED);
    return best.map((token) => [textOf(token), printed(logits[token] - logZ)]);
  });
  const tokens = side.tokens.map(textOf);
  const logprobs = {
    tokens,
    token_logprobs: side.tokens.map((token, at) =>
      printed(logitsOf(side)[at][token] - logSumExp(logitsOf(side)[at])),
    ),
    top_logprobs: listed.map((entries) => Object.fromEntries(entries)),
  };
  const choice = { index: 0, text: tokens.join(''), finish_reason: 'length', logprobs };
  const body = { object: 'text_completion', model: 'batchmates/nano', choices: [choice] };
  return { custom_id: id, request: { prompt }, response: { status_code: 200, body } };
}

function printed(logprob: number): number {
  return Number(logprob.toFixed(DECIMALS));
}

async function write(name: string, bytes: string | Uint8Array): Promise<void> {
  await writeFile(new URL(name, folder), bytes);
  console.log(`${name}: ${bytes.length} bytes, ${gzipSync(bytes).length} gzipped`);
}

const { values } = parseArgs({ options: { engine: { type: 'string', default: 'webgpu' } } });
const model = await openModel(shippedModel(needle.model.name));
const { engine, close } = await openEngine(values.engine, model);
const pairs: [id: string, prompt: string, pair: StreamPair][] = [];
for (const [id, prompt] of Object.entries(PROMPTS)) {
  const experiment = experimentOf(prompt);
  const resolved = resolveExperiment(experiment, model);
  const { record, ...traces } = await runResolved(resolved, { model, engine, onEvent: showProgress() });
  const [pair] = comparedPairs(experiment, record.arms, traces, model);
  pairs.push([id, prompt, pair]);
  console.log(`${id}: fork at ${record.diffs[0].fork}`);
}
close();
await mkdir(folder, { recursive: true });
for (const side of ['a', 'b'] as const) {
  const lines = pairs.map(([id, prompt, pair]) =>
    JSON.stringify(answerOf(id, prompt, pair[side], pair.textOf)),
  );
  await write(`stories-${pairs[0][2][side].arm}.jsonl`, `${lines.join('\n')}\n`);
}
const [[, , { a, b }]] = pairs;
const fork = a.tokens.findIndex((token, at) => token !== b.tokens[at]);
const from = Math.max(0, fork - AROUND);
for (const side of [a, b]) {
  // Up to the fork the two were fed the same tokens.
  const rows = logitsOf(side).slice(from, fork + 1);
  const data = Float32Array.from(rows.flatMap((row) => [...row]));
  const tensor = { dtype: 'F32', shape: [rows.length, rows[0].length], data };
  await write(`logits-${side.arm}.safetensors`, safetensorsFile({ logits: tensor }).bytes);
}
