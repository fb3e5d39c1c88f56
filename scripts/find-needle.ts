/**
 * Finds the probe of experiments/needle.json: runs the experiment's two variant arms with one candidate prompt after the
 * other and reports where each forks. Nothing is staged: every candidate is listed, with or without a fork.
 *
 *   npm run -s find-needle -- [--engine webgpu|cpu] [--limit N] [--write]
 *
 * --write puts the prose candidate whose fork comes earliest (a confident flip) into experiments/needle.json:
 * prose, because people will read it.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { openEngine, openModel, shippedModel } from '../src/cli/engine.ts';
import { parseExperiment } from '../src/experiment/schema.ts';
import { runExperiment } from '../src/lab/run.ts';
import type { DiffRecord } from '../src/results/record.ts';
import { CANDIDATES, type Candidate } from './needle-candidates.ts';

const NEEDLE = new URL('../experiments/needle.json', import.meta.url);

interface RawExperiment {
  readonly requests: Record<string, unknown>[];
  readonly arms: { readonly name: string }[];
}

/** The needle with another prompt, and with its variant arms only. */
function withCandidate(needle: RawExperiment, { prompt, bos }: Candidate) {
  const requests = needle.requests.map((request) =>
    request.role === 'probe' ? { ...request, prompt, bos } : request,
  );
  const arms = needle.arms.filter(({ name }) => name === 'alone' || name === 'company');
  return { ...needle, requests, arms, compare: [['alone', 'company']] };
}

function line({ prompt, bos }: Candidate, { fork, flip, margin, forkTokens }: DiffRecord): string {
  const shown = `${bos ? '<s>' : ''}${JSON.stringify(prompt)}`;
  if (fork === null) return `no fork                      ${shown}`;
  const tokens = `${JSON.stringify(forkTokens?.a?.text)} / ${JSON.stringify(forkTokens?.b?.text)}`;
  return `token ${String(fork).padStart(3)} ${flip} margin ${margin?.toExponential(1)}  ${shown}  ${tokens}`;
}

const { values } = parseArgs({
  options: {
    engine: { type: 'string', default: 'webgpu' },
    limit: { type: 'string', default: String(CANDIDATES.length) },
    write: { type: 'boolean', default: false },
  },
});
const needle = JSON.parse(await readFile(NEEDLE, 'utf8')) as RawExperiment;
const model = await openModel(shippedModel('nano'));
const engine = await openEngine(values.engine, model);
const forks: { candidate: Candidate; fork: number }[] = [];
const candidates = CANDIDATES.slice(0, Number(values.limit));
for (const candidate of candidates) {
  const experiment = parseExperiment(withCandidate(needle, candidate));
  const { record } = await runExperiment({ experiment, model, engine });
  const [diff] = record.diffs;
  console.log(line(candidate, diff));
  if (diff.fork !== null && diff.flip === 'confident') forks.push({ candidate, fork: diff.fork });
}
engine.destroy();
console.log(`${forks.length} of ${candidates.length} forked with a confident flip`);
const [best] = forks.filter(({ candidate }) => !candidate.bos).toSorted((a, b) => a.fork - b.fork);
if (values.write && best) {
  const requests = needle.requests.map((request) =>
    request.role === 'probe' ? { ...request, ...best.candidate } : request,
  );
  await writeFile(NEEDLE, `${JSON.stringify({ ...needle, requests }, null, 2)}\n`);
}
