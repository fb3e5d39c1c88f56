/**
 * What telemetry costs a run under load: the same run with its counters attached and without, in turn, as a paired ratio of processor
 * time; and the share of a step that counting takes by itself: all entries of a run, told to the counters again with nothing between them.
 *
 *   npm run -s bench:telemetry -- [--model DIR] [--engine cpu|webgpu] [--pairs 15] [--requests 120] [--json FILE]
 *
 * A virtual clock by a fixed table, so that both runs take the same steps; the smallest model is the hardest case, since its steps are the
 * shortest. "On" is all that `lab load --prometheus` attaches. Exit code 1 where counting takes more than 1 % of a step.
 */
import { parseArgs } from 'node:util';
import { LoadMonitor } from '../src/audit/monitor/load-monitor.ts';
import { type Interval, median, pairedRatio } from '../src/bench/statistics.ts';
import { openEngine, openModel, shippedModel } from '../src/cli/engine.ts';
import { writeJson } from '../src/cli/output.ts';
import { processorTime } from '../src/cli/processor-time.ts';
import { oneOf, wholeNumber } from '../src/cli/usage.ts';
import { parseExperiment } from '../src/experiment/schema.ts';
import type { LoadSink } from '../src/lab/load/load-sink.ts';
import { resolveLoad } from '../src/lab/load/resolve-load.ts';
import { runLoad } from '../src/lab/load/run-load.ts';
import type { CostTable } from '../src/results/load/load-record.ts';

const MOST_SHARE = 0.01;

const { values } = parseArgs({
  options: {
    model: { type: 'string', default: shippedModel('pico') },
    engine: { type: 'string', default: 'cpu' },
    pairs: { type: 'string', default: '15' },
    requests: { type: 'string', default: '120' },
    json: { type: 'string' },
  },
});
const kind = oneOf('engine', values.engine, ['cpu', 'webgpu']);
const pairs = wholeNumber('pairs', values.pairs, 3);
const requests = wholeNumber('requests', values.requests, 2);

const TABLE: CostTable = {
  measuredOn: 'nothing: fixed, so that both runs take the same steps',
  entries: [
    { rows: 1, keys: 1, ms: 1 },
    { rows: 64, keys: 1, ms: 8 },
  ],
  swapMs: 0.1,
};

const experiment = parseExperiment({
  ...{ version: 2, title: 'Telemetry', model: { name: 'pico' } },
  requests: [
    { id: 'probe', role: 'probe', prompt: 'Once upon a time there was a', maxNewTokens: 32, ignoreEos: true },
  ],
  crowd: {
    ...{
      seed: 7,
      arrivals: { kind: 'poisson', perSecond: 100 },
      milliseconds: 3_600_000,
      most: requests - 1,
      noise: 0.3,
    },
    prompt: { kind: 'uniform', least: 8, most: 48 },
    output: { kind: 'uniform', least: 16, most: 48 },
  },
  arms: [
    {
      ...{ name: 'crowd', requests: ['probe'], kernels: 'variant' },
      limits: { maxSequences: 16, maxTokensPerStep: 64, blocks: 96 },
    },
  ],
});

const model = await openModel(values.model);
const opened = await openEngine(kind, model, experiment.arms);
const { engine } = opened;

interface Run {
  /** Milliseconds of the processor. */
  readonly processor: number;
  readonly steps: number;
}

type Entry = (sink: LoadSink) => unknown;

/** Keeps what a sink is told, to tell it another one again. */
function recording(entries: Entry[]): LoadSink {
  return {
    arrived: (request) => void entries.push((sink) => sink.arrived?.(request)),
    step: (step, chosen) => void entries.push((sink) => sink.step?.(step, chosen)),
    request: (request) => void entries.push((sink) => sink.request?.(request)),
  };
}

/** Milliseconds of the processor that counting all entries of a run takes, nothing else between them. */
function countAgain(entries: readonly Entry[]): number {
  const sink = new LoadMonitor({ windowMs: null }).sinkOf('crowd', model.tokenizer);
  const began = processorTime();
  for (const entry of entries) entry(sink);
  return processorTime() - began;
}

async function run(sinkOf: ((arm: string) => LoadSink) | null): Promise<Run> {
  const began = processorTime();
  const record = await runLoad(resolveLoad(experiment, model), {
    ...{ model, engine, clock: 'virtual', table: TABLE, keeping: { requests: false, steps: false } },
    ...(sinkOf && { sinkOf }),
  });
  return { processor: processorTime() - began, steps: record.arms[0].mechanisms.steps };
}

const counted = () => {
  const monitor = new LoadMonitor({ windowMs: null });
  return (arm: string) => monitor.sinkOf(arm, model.tokenizer);
};

try {
  const entries: Entry[] = [];
  await run(() => recording(entries));
  await run(counted());
  await run(null);
  const off: Run[] = [];
  const on: Run[] = [];
  const counting: number[] = [];
  for (let pair = 0; pair < pairs; pair++) {
    // What warms up or slows down over the runs falls on both alike.
    const order = pair % 2 === 0 ? ([off, on] as const) : ([on, off] as const);
    for (const side of order) side.push(await run(side === off ? null : counted()));
    counting.push(countAgain(entries));
  }
  report(off, on, counting);
} finally {
  opened.close();
}

/** `counting`: milliseconds of the processor for the entries of a run. */
function report(off: readonly Run[], on: readonly Run[], counting: readonly number[]): void {
  const ratio = pairedRatio(
    on.map(({ processor }) => processor),
    off.map(({ processor }) => processor),
  );
  // What the ratio shows where nothing differs.
  const nothing = pairedRatio(
    off.slice(1).map(({ processor }) => processor),
    off.map(({ processor }) => processor),
  );
  const { steps } = off[0];
  // Each beside the run without it that was its neighbour in time.
  const shares = counting.map((ms, i) => ms / off[i].processor);
  const perStep = (1000 * median(counting)) / steps;
  const step = median(off.map(({ processor }) => processor / steps));
  const share = median(shares);
  const lines = [
    `${model.name} on ${engine.kind}, Node ${process.version}: ${steps} steps a run, ${step.toFixed(3)} ms of the processor each, ${pairs} pairs`,
    `on over off, processor time: ${ratioText(ratio)}; off over off: ${ratioText(nothing)}`,
    `counting: ${perStep.toFixed(2)} µs a step, ${(100 * share).toFixed(3)} % of it (${(100 * Math.min(...shares)).toFixed(3)} to ${(100 * Math.max(...shares)).toFixed(3)} %)`,
    'off: no sink is attached, so nothing is counted',
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
  if (share > MOST_SHARE) {
    process.stdout.write(`check failed: counting takes more than ${100 * MOST_SHARE} % of a step\n`);
    process.exitCode = 1;
  }
  if (values.json !== undefined)
    void writeJson(values.json, {
      ratio,
      nothing,
      share,
      microsecondsAStep: perStep,
      millisecondsAStep: step,
      pairs,
    });
}

function ratioText({ estimate, low, high }: Interval): string {
  return `${estimate.toFixed(4)} (95 %: ${low.toFixed(4)} to ${high.toFixed(4)})`;
}
