/**
 * What it costs to be able to trace a request, and to trace one: processor time of whole requests, one kind after the other in turn.
 *
 *   npm run -s bench:trace -- [--engine cpu] [--model nano] [--tokens 24] [--company 3] [--rounds 15] [--json FILE]
 *
 * `off` is a run to which no port for laps was given, which is every run of the lab but a traced one; `off again` is the same and shows how far chance goes;
 * `parts` tells each part and, on the CPU engine, each operation; `kernels` has the device time each kernel besides. Against a
 * checkout without the port: npm run -s bench:against -- OTHER --cases nano/decode/4/64.
 */
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { RequestServer } from '../src/audit/trace/request-server.ts';
import { type Recorded, SpanRecorder } from '../src/audit/trace/span-recorder.ts';
import { DEFAULT_REQUEST, tracedExperiment } from '../src/audit/trace/traced-experiment.ts';
import { median, pairedRatio } from '../src/bench/statistics.ts';
import { openEngine, openModel, shippedModel, writtenModel } from '../src/cli/engine.ts';
import { writeJson } from '../src/cli/output.ts';
import { processorTime } from '../src/cli/processor-time.ts';
import { ratioText } from '../src/report/bench.ts';

const { values } = parseArgs({
  options: {
    engine: { type: 'string', default: 'cpu' },
    model: { type: 'string', default: shippedModel('nano') },
    tokens: { type: 'string', default: '24' },
    company: { type: 'string', default: '3' },
    rounds: { type: 'string', default: '15' },
    json: { type: 'string' },
  },
});
const model = await openModel(values.model);
const { engine, gpu, close } = await openEngine(values.engine, model);
const experiment = tracedExperiment({
  ...{ ...DEFAULT_REQUEST, model: writtenModel(model) },
  ...{ tokens: Number(values.tokens), company: Number(values.company) },
});
const server = new RequestServer({
  model,
  engine,
  gpu,
  experiment,
  invariantAs: 'itself',
  log: () => undefined,
});
const kinds = {
  off: () => undefined,
  'off again': () => undefined,
  parts: () => new SpanRecorder({ byDevice: false }),
  ...(gpu && { kernels: () => new SpanRecorder() }),
};
const names = Object.keys(kinds) as (keyof typeof kinds)[];
const none = new Set<never>();
const times = new Map(names.map((name) => [name, { processor: [] as number[], wall: [] as number[] }]));
for (let warm = 0; warm < 5; warm++) for (const name of names) await server.serve(none, kinds[name]?.());
for (let round = 0; round < Number(values.rounds); round++)
  for (let turn = 0; turn < names.length; turn++) {
    // Whoever goes first finds the caches cold: each in turn.
    const name = names[(turn + round) % names.length];
    const [processor, wall] = [processorTime(), performance.now()];
    await server.serve(none, kinds[name]?.());
    times.get(name)!.processor.push(processorTime() - processor);
    times.get(name)!.wall.push(performance.now() - wall);
  }
const recorder = new SpanRecorder();
const began = performance.now();
await server.serve(none, recorder);
const request = performance.now() - began;
const own = ownWork(recorder.recorded);
server.close();
close();

/** What telling the parts of a request takes by itself: they are told again, to a recorder and to nobody; microseconds, the least of many. */
function ownWork(recorded: readonly Recorded[]): { readonly told: number; readonly toNobody: number } {
  const parts = recorded.map(({ name, layer }) => ({ name, layer: layer ?? null }));
  const least = (laps: () => SpanRecorder | undefined) => {
    let found = Number.POSITIVE_INFINITY;
    for (let repeat = 0; repeat < 500; repeat++) {
      const into = laps();
      const from = performance.now();
      for (const { name, layer } of parts) into?.lap(name, layer);
      found = Math.min(found, performance.now() - from);
    }
    return 1000 * found;
  };
  return { told: least(() => new SpanRecorder()), toNobody: least(() => undefined) };
}

const off = times.get('off')!;
const rows = names.slice(1).map((name) => ({
  name,
  processor: pairedRatio(times.get(name)!.processor, off.processor),
  wall: pairedRatio(times.get(name)!.wall, off.wall),
}));
process.stdout.write(
  `${engine.kind}, ${model.name}: off ${median(off.processor).toFixed(1)} ms of processor time a request, load ${loadavg()[0].toFixed(1)}\n`,
);
for (const { name, processor, wall } of rows)
  process.stdout.write(
    `${name} over off: ${ratioText(processor, 4)} of processor time, ${ratioText(wall, 4)} by the clock\n`,
  );
process.stdout.write(
  `${recorder.recorded.length} parts of a request of ${request.toFixed(1)} ms: telling them takes ${own.told.toFixed(0)} µs (${((own.told / request) * 0.1).toFixed(2)} %), telling nobody ${own.toNobody.toFixed(2)} µs\n`,
);
if (values.json)
  await writeJson(values.json, { engine: engine.kind, model: model.name, load: loadavg(), rows, own });
