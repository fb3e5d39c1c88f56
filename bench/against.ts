/**
 * This checkout against another, step by step in turn, each in a process of its own on its own device.
 *
 *   npm run -s bench:against -- OTHER [--runtime node|deno] [--cases LIST] [--repeats 7] [--seconds 60] [--dtype bf16] [--lab MODEL]
 *                               [--vocabulary TOKENS] [--null] [--json FILE]
 *
 * A case is MODEL/decode/BATCH/CONTEXT or MODEL/prefill/PROMPT: `nano/decode/8/64`, `qwen2.5-0.5b:4/prefill/128`; MODEL is random weights
 * in a shape. `--lab` tells the host's time a token of whole runs besides, apart from the adapter's, which on a software adapter is in the
 * same processor: what the main thread spends in each checkout's own code and what that calls, from the step's plan to the compared pair
 * (bench/against/host-clock.ts; Node on Linux); `--vocabulary 151936` gives the model another. `--null` takes the device away:
 * every call is checked and recorded, nothing is computed (bench/against/null-device.ts). Deno computes by wgpu; BATCHMATES_ADAPTER chooses the adapter.
 */

import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import type { BenchCase } from '../src/bench/bench-case.ts';
import { caseName } from '../src/bench/bench-case.ts';
import { type Interval, median, pairedRatio, spread } from '../src/bench/statistics.ts';
import { writeJson } from '../src/cli/output.ts';
import { oneOf } from '../src/cli/usage.ts';
import { parseRandomName } from '../src/experiment/model-name.ts';
import { ACTIVATION_DTYPES } from '../src/numerics/dtypes.ts';
import type { HostTime } from './against/host-clock.ts';
import type { Opened, SideModel, StepTimes } from './against/side.ts';
import { type Runtime, SideProcess } from './against/side-process.ts';

/** Tokens of the two runs whose difference is the time of those between. */
const LAB_TOKENS = { computed: [2, 6], null: [2, 34] } as const;
const LAB_REPEATS = 3;
/** Of the experiment that sides run. */
const LAB_ARMS = 4;

interface Measured {
  readonly model: string;
  readonly case: BenchCase;
  readonly before: SideFigures;
  readonly after: SideFigures;
  /** After over before, of pairs that follow each other, with its 95 % interval. */
  readonly ratio: Interval;
  /** The same of processor time, which on a software adapter is the work itself, whoever else is on the machine. */
  readonly processorRatio: Interval;
}

interface SideFigures extends Opened {
  /** Medians in milliseconds. */
  readonly wall: number;
  readonly host: number;
  readonly processor: number;
  /** Half the distance between the quartiles over the median. */
  readonly spread: number;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    runtime: { type: 'string', default: 'node' },
    cases: { type: 'string', default: 'nano/decode/1/64,nano/decode/8/64,nano/prefill/128' },
    repeats: { type: 'string', default: '7' },
    seconds: { type: 'string', default: '60' },
    dtype: { type: 'string', default: 'bf16' },
    lab: { type: 'string' },
    vocabulary: { type: 'string' },
    null: { type: 'boolean', default: false },
    json: { type: 'string' },
  },
});
const [other] = positionals;
if (!other) throw new Error('expected the folder of another checkout');
const runtime: Runtime = oneOf('runtime', values.runtime, ['node', 'deno']);
const labTokens = LAB_TOKENS[values.null ? 'null' : 'computed'];
const vocabulary = values.vocabulary === undefined ? undefined : Number(values.vocabulary);
const activations = oneOf('dtype', values.dtype, ACTIVATION_DTYPES);
const sides = {
  before: await SideProcess.start('before', other, runtime, !values.null),
  after: await SideProcess.start('after', '.', runtime, !values.null),
};
const names = ['before', 'after'] as const;
const steps: Measured[] = [];
for (const text of values.cases.split(',').filter(Boolean)) {
  const measured = await measure(text);
  steps.push(measured);
  // At once: what ends early keeps what it has.
  await keep(null);
  process.stdout.write(`${row(measured)}\n`);
}
const lab = values.lab ? await labTimes({ ...modelOf(values.lab), vocabulary }) : null;
if (lab) process.stdout.write(`${values.lab}: ${labWords(lab)}\n`);
await keep(lab);
for (const name of names) await sides[name].end();

async function keep(lab: Awaited<ReturnType<typeof labTimes>> | null): Promise<void> {
  if (values.json) await writeJson(values.json, { runtime, activations, load: loadavg(), steps, lab });
}

async function measure(text: string): Promise<Measured> {
  const [model, phase, first, second] = text.split('/');
  const benchCase: BenchCase =
    oneOf('cases', phase, ['decode', 'prefill']) === 'decode'
      ? { phase: 'decode', batch: Number(first), positions: Number(second ?? 64) }
      : { phase: 'prefill', batch: 1, positions: Number(first) };
  const opened = {} as Record<(typeof names)[number], Opened>;
  for (const name of names) {
    const question = {
      ask: 'open',
      model: modelOf(model),
      case: benchCase,
      set: 'invariant',
      activations,
    } as const;
    opened[name] = await sides[name].ask<Opened>(question);
  }
  const times = { before: [] as StepTimes[], after: [] as StepTimes[] };
  const end = performance.now() + 1000 * Number(values.seconds);
  for (let repeat = 0; repeat < Number(values.repeats) && (repeat < 3 || performance.now() < end); repeat++)
    // Whoever goes first finds the caches cold: each in turn.
    for (const name of repeat % 2 === 0 ? names : [...names].reverse())
      times[name].push(await sides[name].ask<StepTimes>({ ask: 'step' }));
  for (const name of names) await sides[name].ask({ ask: 'close' });
  const walls = (name: (typeof names)[number]) => times[name].map(({ wall }) => wall);
  const work = (name: (typeof names)[number]) => times[name].map(({ processor }) => processor);
  const figures = (name: (typeof names)[number]): SideFigures => ({
    ...opened[name],
    wall: median(walls(name)),
    host: median(times[name].map(({ host }) => host)),
    processor: median(work(name)),
    spread: spread(walls(name)),
  });
  const [before, after] = names.map(figures);
  return {
    model,
    case: benchCase,
    before,
    after,
    ratio: pairedRatio(walls('after'), walls('before')),
    processorRatio: pairedRatio(work('after'), work('before')),
  };
}

/** For each token of an arm, by repeat. */
type LabTimes = Readonly<Record<(typeof names)[number], readonly HostTime[]>>;

async function labTimes(model: SideModel): Promise<LabTimes> {
  const found = { before: [] as HostTime[], after: [] as HostTime[] };
  for (const name of names) await sides[name].ask({ ask: 'lab', model, tokens: labTokens[0] });
  for (let repeat = 0; repeat < LAB_REPEATS; repeat++) {
    for (const name of names) {
      const runs: HostTime[] = [];
      for (const tokens of labTokens)
        runs.push(await sides[name].ask<HostTime>({ ask: 'lab', model, tokens }));
      const [few, many] = runs;
      const each = (part: keyof HostTime) =>
        (many[part] - few[part]) / (labTokens[1] - labTokens[0]) / LAB_ARMS;
      found[name].push({ own: each('own'), calls: each('calls') });
    }
  }
  return found;
}

function labWords(times: LabTimes): string {
  const of = (part: keyof HostTime) => {
    const [before, after] = names.map((name) => times[name].map((time) => time[part]));
    const side = (list: readonly number[]) =>
      `${median(list).toFixed(2)} ms (${list.map((each) => each.toFixed(2)).join(', ')})`;
    return `${side(before)} before, ${side(after)} after, ratio ${(median(before) / median(after)).toFixed(1)}`;
  };
  return `host time a token of an arm, in runs of ${LAB_ARMS} arms and two pairs: JavaScript ${of('own')}; native calls ${of('calls')}`;
}

function modelOf(text: string): SideModel {
  const parsed = parseRandomName(`random:${text}`);
  if (typeof parsed === 'string') throw new Error(`--cases: ${parsed}`);
  return parsed;
}

function row({ model, case: benchCase, before, after, ratio, processorRatio }: Measured): string {
  const words = ({ estimate, low, high }: Interval) =>
    `${estimate.toFixed(2)} (${low.toFixed(2)} to ${high.toFixed(2)})`;
  const side = ({ wall, spread: share, host, dispatches }: SideFigures) =>
    `${wall.toFixed(2)} ms (${(100 * share).toFixed(0)} %), host ${host.toFixed(2)}, ${dispatches} dispatches`;
  return `${model}, ${caseName(benchCase)}: before ${side(before)}; after ${side(after)}; ratio ${words(ratio)}, of processor time ${words(processorRatio)}`;
}
