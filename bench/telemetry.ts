/**
 * What telemetry costs a run under load: the same run with its counters attached and without, in turn, as a paired ratio of processor
 * time; and, within the runs that have them, the share of a step that counting itself takes.
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
import { oneOf, wholeNumber } from '../src/cli/usage.ts';
import { parseExperiment } from '../src/experiment/schema.ts';
import type { LoadSink } from '../src/lab/load/load-sink.ts';
import { resolveLoad } from '../src/lab/load/resolve-load.ts';
import { runLoad } from '../src/lab/load/run-load.ts';
import type { CostTable } from '../src/results/load/load-record.ts';
import { processorTime } from '../src/cli/processor-time.ts';

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
  /** Milliseconds of the processor, and of them those in which entries were counted. */
  readonly processor: number;
  readonly counting: number;
  readonly steps: number;
}

/** Milliseconds that asking for the time adds to what is timed. */
const ASKING = (() => {
  const times = 20_000;
  let spent = 0;
  for (let i = 0; i < times; i++) {
    const began = processorTime();
    spent += processorTime() - began;
  }
  return spent / times;
})();

/** A sink whose every call is timed, by the processor's time: others on the machine do not count, and what asking for the time takes is taken off. */
function timed(sink: LoadSink, spent: (ms: number) => void): LoadSink {
  const during =
    <Entry extends unknown[]>(take: ((...entry: Entry) => unknown) | undefined) =>
    (...entry: Entry): void => {
      const began = processorTime();
      take?.(...entry);
      spent(processorTime() - began - ASKING);
    };
  return { arrived: during(sink.arrived), step: during(sink.step), request: during(sink.request) };
}

async function run(how: 'off' | 'on' | 'timed'): Promise<Run> {
  const monitor = how === 'off' ? null : new LoadMonitor({ windowMs: null });
  let counting = 0;
  const sinkOf = (arm: string) => {
    const sink = monitor!.sinkOf(arm, model.tokenizer);
    return how === 'timed' ? timed(sink, (ms) => (counting += ms)) : sink;
  };
  const processor = processorTime();
  const record = await runLoad(resolveLoad(experiment, model), {
    ...{ model, engine, clock: 'virtual', table: TABLE, keeping: { requests: false, steps: false } },
    ...(monitor && { sinkOf }),
  });
  const { steps } = record.arms[0].mechanisms;
  return { processor: processorTime() - processor, counting, steps };
}

try {
  for (const how of ['off', 'on', 'timed'] as const) await run(how);
  const off: Run[] = [];
  const on: Run[] = [];
  const within: Run[] = [];
  for (let pair = 0; pair < pairs; pair++) {
    // What warms up or slows down over the runs falls on both alike.
    const order = pair % 2 === 0 ? ([off, on] as const) : ([on, off] as const);
    for (const side of order) side.push(await run(side === off ? 'off' : 'on'));
    within.push(await run('timed'));
  }
  report(off, on, within);
} finally {
  opened.close();
}

function report(off: readonly Run[], on: readonly Run[], within: readonly Run[]): void {
  const ratio = pairedRatio(
    on.map(({ processor }) => processor),
    off.map(({ processor }) => processor),
  );
  // What the ratio shows where nothing differs.
  const nothing = pairedRatio(
    off.slice(1).map(({ processor }) => processor),
    off.map(({ processor }) => processor),
  );
  const shares = within.map(({ counting, processor }) => counting / processor);
  const perStep = within.map(({ counting, steps }) => (1000 * counting) / steps);
  const step = median(off.map(({ processor, steps }) => processor / steps));
  const share = median(shares);
  const lines = [
    `${model.name} on ${engine.kind}, Node ${process.version}: ${off[0].steps} steps a run, ${step.toFixed(3)} ms of the processor each, ${pairs} pairs`,
    `on over off, processor time: ${ratioText(ratio)}; off over off: ${ratioText(nothing)}`,
    `counting: ${median(perStep).toFixed(2)} µs a step, ${(100 * share).toFixed(3)} % of it (${(100 * Math.min(...shares)).toFixed(3)} to ${(100 * Math.max(...shares)).toFixed(3)} %)`,
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
      microsecondsAStep: median(perStep),
      millisecondsAStep: step,
      pairs,
    });
}

function ratioText({ estimate, low, high }: Interval): string {
  return `${estimate.toFixed(4)} (95 %: ${low.toFixed(4)} to ${high.toFixed(4)})`;
}
