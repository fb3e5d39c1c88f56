/**
 * What a step takes under each kernel set, in one run on one engine: ratios to the first set, never absolute claims. Where a processor computes, and
 * only then, its own time counts, which others on the machine disturb less than the clock.
 *
 *   npm run -s bench:sets -- [--engine webgpu|cpu] [--model DIR|random:SHAPE[:LAYERS]] [--sets invariant,tree] [--decode 1,8,32]
 *                            [--prefill 128] [--context 64] [--dtype f32] [--repeats 15] [--seconds 60] [--json FILE]
 */
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { type BenchCase, caseName, caseSpec, caseStep } from '../src/bench/bench-case.ts';
import { decodes, prefills } from '../src/bench/case-lists.ts';
import { measureInTurn } from '../src/bench/measure.ts';
import { median, pairedRatio, spread } from '../src/bench/statistics.ts';
import { openModel, shippedModel } from '../src/cli/engine.ts';
import { writeJson } from '../src/cli/output.ts';
import { processorTime } from '../src/cli/processor-time.ts';
import { listOf, oneOf, wholeNumber } from '../src/cli/usage.ts';
import { openCpuEngine } from '../src/engines/cpu/open-cpu.ts';
import { tunedGpu } from '../src/engines/webgpu/tuned-gpu.ts';
import { WebGpuEngine } from '../src/engines/webgpu/webgpu-engine.ts';
import { openNodeGpu } from '../src/gpu/open-gpu.node.ts';
import { ACTIVATION_DTYPES } from '../src/numerics/dtypes.ts';
import { KERNEL_SETS, type KernelSet } from '../src/numerics/sets/sets.ts';
import { adapterName } from '../src/results/adapter-name.ts';
import type { ArmRunner } from '../src/steps/engine.ts';

const text = (fallback: string) => ({ type: 'string', default: fallback }) as const;
const { values } = parseArgs({
  options: {
    engine: text('webgpu'),
    model: text(shippedModel('nano')),
    sets: text('invariant,tree'),
    decode: text('1,8,32'),
    prefill: text('128'),
    context: text('64'),
    dtype: text('f32'),
    repeats: text('15'),
    seconds: text('60'),
    json: { type: 'string' },
  },
});
const numbers = (option: string, list: string) => listOf(list, (word) => wholeNumber(option, word, 1));
const sets = listOf(values.sets, (word) => oneOf('sets', word, KERNEL_SETS));
const activations = oneOf('dtype', values.dtype, ACTIVATION_DTYPES);
const repeats = wholeNumber('repeats', values.repeats, 3);
const longest = 1000 * wholeNumber('seconds', values.seconds, 1);
const cases = [
  ...decodes(numbers('decode', values.decode), numbers('context', values.context)),
  ...prefills(numbers('prefill', values.prefill)),
];

const { name, checkpoint } = await openModel(values.model, false);
const kind = oneOf('engine', values.engine, ['webgpu', 'cpu'] as const);
const engine = kind === 'cpu' ? openCpuEngine() : new WebGpuEngine(await tunedGpu(await openNodeGpu(), null));
const model = engine.load(checkpoint);
const { adapter } = engine;
const byProcessor = kind === 'cpu' || adapter.software;
process.stdout.write(
  `${name}, ${kind} on ${adapterName(adapter)}, ${activations} activations, ${byProcessor ? 'processor time' : 'by the clock'}; load ${loadavg()[0].toFixed(1)}\n`,
);
const found: { readonly case: BenchCase; readonly times: readonly SetTime[] }[] = [];
for (const benchCase of cases) {
  const times = await timesOf(benchCase);
  found.push({ case: benchCase, times });
  process.stdout.write(`${caseName(benchCase)}\n${times.map((each) => line(each, times[0])).join('')}`);
}
if (values.json) {
  const host = { node: process.version, load: loadavg()[0] };
  await writeJson(values.json, { model: name, engine: kind, adapter, host, activations, byProcessor, found });
}
engine.destroy();
process.exit();

interface SetTime {
  readonly set: KernelSet;
  readonly milliseconds: number;
  readonly spread: number;
  /** Its time over the first set's, pair by pair. */
  readonly price: ReturnType<typeof pairedRatio>;
}

/** The sets in turn. */
async function timesOf(benchCase: BenchCase): Promise<SetTime[]> {
  const step = caseStep(benchCase, checkpoint.config.vocabSize);
  const opened: ArmRunner[] = [];
  for (const set of sets) opened.push(await model.openArm(caseSpec(benchCase, set, activations)));
  const runners = opened.map((arm, i) => ({ name: sets[i], step: () => arm.step(step) }));
  const samples = await measureInTurn(runners, { repeats, longest, processorTime });
  for (const arm of opened) arm.destroy();
  const spent = (set: KernelSet) => samples.get(set)![byProcessor ? 'processor' : 'wall'];
  return sets.map((set) => {
    const own = spent(set);
    const price = pairedRatio(own, spent(sets[0]));
    return { set, milliseconds: median(own), spread: spread(own), price };
  });
}

function line({ set, milliseconds, spread, price }: SetTime, first: SetTime): string {
  const time = `${milliseconds.toFixed(2).padStart(9)} ms ± ${(100 * spread).toFixed(0)} %`;
  const [estimate, low, high] = [price.estimate, price.low, price.high].map((ratio) => ratio.toFixed(2));
  return `  ${set.padEnd(14)}${time}  ${estimate} (${low} to ${high}) times ${first.set}'s\n`;
}
