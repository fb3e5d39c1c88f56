/**
 * The processor's engines on the same weights in one run: ours in WebAssembly (`cpu`), ours as it reads (`readable`), and
 * onnxruntime-web's WebAssembly (`ort-wasm`), one thread each.
 *
 *   npm run -s bench:cpu -- [--model DIR] [--engines cpu,readable,ort-wasm] [--decode 1,8,32] [--prefill 128] [--context 64]
 *                           [--set invariant] [--repeats 15] [--seconds 60] [--tasks 20] [--new 32] [--json FILE]
 *
 * Times are of whole steps, for ours with sampling and digests, for onnxruntime-web up to its logits; all compute in f32. `--tasks`
 * besides runs so many prompts to their end on each of our engines, 8 at a time, and says what 500 would take.
 */
import { parseArgs } from 'node:util';
import { type BenchCase, caseName, caseSpec, caseStep, rowsOf } from '../src/bench/bench-case.ts';
import { decodes, prefills } from '../src/bench/case-lists.ts';
import { measureInTurn, type Runner, type Samples } from '../src/bench/measure.ts';
import { median, pairedRatio, spread } from '../src/bench/statistics.ts';
import { openModel, shippedModel } from '../src/cli/engine.ts';
import { writeJson } from '../src/cli/output.ts';
import { processorTime } from '../src/cli/processor-time.ts';
import { listOf, oneOf, wholeNumber } from '../src/cli/usage.ts';
import { CpuEngine } from '../src/engines/cpu/cpu.ts';
import { openCpuEngine } from '../src/engines/cpu/open-cpu.ts';
import { openNodeOrtEngine } from '../src/engines/ort/open-ort.node.ts';
import { grouped } from '../src/numerics/grouped.ts';
import { KERNEL_SETS, type KernelSet } from '../src/numerics/sets/sets.ts';
import { commit } from '../src/steps/commit.ts';
import { BLOCK_POSITIONS, blocksFor, positionsFor } from '../src/steps/kv-blocks.ts';
import { createQueue, isDone } from '../src/steps/queue.ts';
import { schedule } from '../src/steps/scheduler.ts';
import { DEFAULT_SERVING } from '../src/steps/serving.ts';

const ENGINES = ['cpu', 'readable', 'ort-wasm'] as const;
type EngineName = (typeof ENGINES)[number];

const { values } = parseArgs({
  options: {
    model: { type: 'string', default: shippedModel('nano') },
    engines: { type: 'string', default: 'cpu,ort-wasm' },
    decode: { type: 'string', default: '1,8,32' },
    prefill: { type: 'string', default: '128' },
    context: { type: 'string', default: '64' },
    set: { type: 'string', default: 'invariant' },
    repeats: { type: 'string', default: '15' },
    seconds: { type: 'string', default: '60' },
    tasks: { type: 'string', default: '0' },
    new: { type: 'string', default: '32' },
    json: { type: 'string' },
  },
});
const number = (name: string, text: string, least = 1) => wholeNumber(name, text, least);
const numbers = (name: string, list: string) => listOf(list, (text) => number(name, text));
const set = oneOf('set', values.set, KERNEL_SETS);
const engines = listOf(values.engines, (name) => oneOf('engines', name, ENGINES));
const cases = [
  ...decodes(numbers('decode', values.decode), numbers('context', values.context)),
  ...prefills(numbers('prefill', values.prefill)),
];
const repeats = number('repeats', values.repeats, 3);
const longest = 1000 * number('seconds', values.seconds);
const tasks = number('tasks', values.tasks, 0);
const { checkpoint, name } = await openModel(values.model, false);
const ours = { cpu: openCpuEngine(), readable: new CpuEngine() };
const theirs = engines.includes('ort-wasm') ? await openNodeOrtEngine(null) : null;

const found: { readonly case: BenchCase; readonly samples: Record<string, Samples> }[] = [];
process.stdout.write(`${name}, Node ${process.version}, ${set} plans in f32; medians by the clock\n`);
for (const each of cases) {
  const samples = await measure(each);
  process.stdout.write(
    `${caseName(each)}\n${[...samples].map(([of, s]) => line(of, s, each, samples)).join('')}`,
  );
  found.push({ case: each, samples: Object.fromEntries(samples) });
}
const runs: { readonly engine: EngineName; readonly tasks: number; readonly seconds: number }[] = [];
for (const of of engines) {
  if (tasks === 0 || of === 'ort-wasm') continue;
  const seconds = await runTasks(of, set);
  const all = grouped((500 * seconds) / tasks, 1);
  process.stdout.write(
    `${of}: ${tasks} prompts of 32 tokens, ${values.new} new ones each, in ${grouped(seconds, 1)} s; 500 would take ${all} s\n`,
  );
  runs.push({ engine: of, tasks, seconds });
}
if (values.json) await writeJson(values.json, { model: name, set, cases: found, runs });
// onnxruntime-web keeps handles open.
process.exit();

async function measure(each: BenchCase): Promise<ReadonlyMap<string, Samples>> {
  const step = caseStep(each, checkpoint.config.vocabSize);
  const closing: (() => void)[] = [];
  const runners: Runner[] = [];
  for (const of of engines) {
    const spec = caseSpec(each, set, 'f32');
    if (of === 'ort-wasm') {
      const arm = await theirs!.load(checkpoint).openArm(spec);
      runners.push({ name: of, step: () => arm.logits(step) });
      closing.push(() => arm.destroy());
    } else {
      const arm = await ours[of].load(checkpoint).openArm(spec);
      runners.push({ name: of, step: () => arm.step(step) });
      closing.push(() => arm.destroy());
    }
  }
  try {
    return await measureInTurn(runners, { repeats, longest, processorTime });
  } finally {
    for (const close of closing) close();
  }
}

function line(
  of: string,
  { wall, processor }: Samples,
  each: BenchCase,
  all: ReadonlyMap<string, Samples>,
): string {
  const rows = each.phase === 'decode' ? each.batch : rowsOf(each);
  const cells = [
    `  ${of.padEnd(9)}`,
    `${grouped(median(wall), 2)} ms`.padStart(12),
    `+-${grouped(100 * spread(wall))} %`.padStart(7),
    `${grouped((1000 * rows) / median(wall))} tokens/s`.padStart(18),
    `${grouped(median(processor), 2)} ms processor`.padStart(22),
  ];
  const first = all.get(engines[0])!;
  if (of === engines[0]) return `${cells.join('')}\n`;
  const [clock, cpu] = [pairedRatio(wall, first.wall), pairedRatio(processor, first.processor)];
  const ratio = ({ estimate, low, high }: typeof clock) =>
    `${grouped(estimate, 2)} (${grouped(low, 2)} to ${grouped(high, 2)})`;
  return `${cells.join('')}   ${engines[0]} is ${ratio(clock)} times as fast, by processor time ${ratio(cpu)}\n`;
}

/** Prompts of 32 tokens under the scheduler, 8 at a time; seconds by the clock. */
async function runTasks(of: Exclude<EngineName, 'ort-wasm'>, kernels: KernelSet): Promise<number> {
  const prompt = 32;
  const maxNewTokens = number('new', values.new);
  const each = blocksFor(positionsFor(prompt, maxNewTokens));
  const batch = { phase: 'decode', batch: 8, positions: each * BLOCK_POSITIONS } as const;
  const spec = caseSpec(batch, kernels, 'f32');
  const limits = { ...spec.limits, maxTokensPerStep: 64 };
  const arm = await ours[of].load(checkpoint).openArm({ ...spec, limits });
  const tokenOf = (task: number, i: number) => (task * 7 + i * 31 + 1) % checkpoint.config.vocabSize;
  const requests = Array.from({ length: tasks }, (_, task) => ({
    id: `task${task}`,
    prompt: Array.from({ length: prompt }, (_, i) => tokenOf(task, i)),
    ...{ maxNewTokens, stopTokens: [], arrival: { step: 0 } },
  }));
  const start = performance.now();
  for (let state = createQueue(requests, limits); !isDone(state); ) {
    const plan = schedule(state, limits, DEFAULT_SERVING, { step: state.step, ms: 0 });
    const { samples } = await arm.step(plan);
    state = commit(state, plan, new Map(samples.map(({ request, token }) => [request, token])));
  }
  arm.destroy();
  return (performance.now() - start) / 1000;
}
