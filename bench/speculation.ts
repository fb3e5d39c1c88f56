/**
 * What drafting gives and costs: tokens a second of decoding with drafts over those without, by how many requests decode together.
 *
 *   npm run -s bench:speculation -- [--engine cpu] [--model nano] [--batches 1,8,32] [--drafts ngram,pico] [--k 1,2,4,8] [--tokens 64]
 *                                   [--set invariant] [--rounds 5] [--json FILE]
 *
 * All in one run, one arm after the other in turn: ratios, never absolute claims. On a GPU only steps count in which everyone decodes; what drafting
 * takes is part of them. A step is the same in each round, and counts with the least it took, since whatever else the machine does only
 * adds to it. Where a processor computes, its time over the whole run counts, prompts included, the least of the rounds: all arms write the same tokens.
 */

import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { openEngine, openModelFor, shippedModel } from '../src/cli/engine.ts';
import { writeJson } from '../src/cli/output.ts';
import { processorTime } from '../src/cli/processor-time.ts';
import { oneOf } from '../src/cli/usage.ts';
import { type Experiment, parseExperiment } from '../src/experiment/schema.ts';
import { runExperiment } from '../src/lab/run.ts';
import { KERNEL_SETS } from '../src/numerics/sets/sets.ts';
import { adapterName } from '../src/results/adapter-name.ts';
import type { ArmRecord } from '../src/results/record.ts';

const { values } = parseArgs({
  options: {
    engine: { type: 'string', default: 'cpu' },
    model: { type: 'string', default: shippedModel('nano') },
    batches: { type: 'string', default: '1,8,32' },
    drafts: { type: 'string', default: 'ngram,pico' },
    k: { type: 'string', default: '1,2,4,8' },
    tokens: { type: 'string', default: '64' },
    set: { type: 'string', default: 'invariant' },
    rounds: { type: 'string', default: '5' },
    json: { type: 'string' },
  },
});
const numbers = (list: string) => list.split(',').map(Number);
const kernels = oneOf('set', values.set, KERNEL_SETS);

const WHO = ['a cow', 'Tom', 'a little girl', 'the old man', 'a red ball', 'Lily', 'a big dog', 'the sun'];
const OPENINGS = ['Once upon a time there was', 'One day', 'In the garden sat', 'Everybody knew'];

/** As many requests as decode together, no two with one prompt, in an arm without drafts and one for each way of drafting. */
function experimentOf(batch: number): Experiment {
  const requests = Array.from({ length: batch }, (_, i) => ({
    ...{
      id: `r${i}`,
      role: i === 0 ? 'probe' : 'clean',
      ignoreEos: true,
      maxNewTokens: Number(values.tokens),
    },
    prompt: `${OPENINGS[Math.floor(i / WHO.length) % OPENINGS.length]} ${WHO[i % WHO.length]}`,
  }));
  const arm = { requests: requests.map(({ id }) => id), kernels, limits: { maxTokensPerStep: 512 } };
  const drafting = values.drafts
    .split(',')
    .flatMap((draft) =>
      numbers(values.k).map((k) => ({ ...arm, name: `${draft} ${k}`, speculation: { draft, k } })),
    );
  return parseExperiment({
    version: 3,
    title: 'bench',
    requests,
    arms: [{ ...arm, name: 'plain' }, ...drafting],
  });
}

/** Tokens a millisecond over the steps in which everyone decodes, each at its quickest. */
function speedOf(rounds: readonly ArmRecord[]): number {
  let [tokens, milliseconds] = [0, 0];
  const [{ steps, requests }] = rounds;
  steps.forEach(({ slices }, at) => {
    if (slices.length < requests.length || slices.some(({ kind }) => kind !== 'decode')) return;
    milliseconds += Math.min(...rounds.map((round) => round.steps[at].milliseconds));
    for (const { accepted = 0 } of slices) tokens += 1 + accepted;
  });
  return tokens / milliseconds;
}

const batches = numbers(values.batches);
const model = await openModelFor(values.model, true, experimentOf(1).arms);
const { engine, close } = await openEngine(values.engine, model);
interface Found {
  readonly batch: number;
  readonly name: string;
  /** Speed over that of the arm without drafts. */
  readonly ratio: number;
  readonly meanLength: number | null;
  /** Whether every request has the fingerprint that it has without drafts. */
  readonly same: boolean;
}

const byProcessor = engine.kind === 'cpu' || engine.adapter.software;
const found: Found[] = [];
const [load] = loadavg();
process.stdout.write(`${engine.kind}, ${adapterName(engine.adapter)}: ${model.name}, ${kernels}\n`);
for (const batch of batches) {
  const experiment = experimentOf(batch);
  const rounds = new Map(experiment.arms.map(({ name }) => [name, [] as ArmRecord[]]));
  const spent = new Map(experiment.arms.map(({ name }) => [name, Number.POSITIVE_INFINITY]));
  for (let round = 0; round < Number(values.rounds); round++) {
    for (const arm of experiment.arms) {
      const before = processorTime();
      const { record } = await runExperiment({ experiment: { ...experiment, arms: [arm] }, model, engine });
      spent.set(arm.name, Math.min(spent.get(arm.name)!, processorTime() - before));
      rounds.get(arm.name)!.push(record.arms[0]);
    }
  }
  const plain = rounds.get('plain')!;
  for (const { name } of experiment.arms.slice(1)) {
    const own = rounds.get(name)!;
    const [{ speculation, requests }] = own;
    const same = requests.every(({ fingerprint }, i) => fingerprint === plain[0].requests[i].fingerprint);
    const ratio = byProcessor ? spent.get('plain')! / spent.get(name)! : speedOf(own) / speedOf(plain);
    const { meanLength } = speculation!;
    found.push({ batch, name, ratio, meanLength, same });
    process.stdout.write(
      `batch ${String(batch).padStart(2)}  ${name.padEnd(8)} ${ratio.toFixed(2)} times  ${(meanLength ?? 0).toFixed(2)} accepted each time, ${same ? 'the same bits' : 'OTHER BITS'}\n`,
    );
  }
}
if (values.json)
  await writeJson(values.json, {
    engine: engine.kind,
    adapter: engine.adapter,
    model: model.name,
    kernels,
    load,
    found,
  });
close();
process.exit();
