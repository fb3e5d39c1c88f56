/**
 * What a step takes with weights in each format, in one run on one engine: ratios to the first format, never absolute claims. `q8:per-row` is q8 with
 * q8 activations, a scale for each row. Where a processor computes, and only then, its own time counts, which others on the machine disturb less
 * than the clock.
 *
 *   npm run -s bench:formats -- [--engine webgpu|cpu] [--model DIR|random:SHAPE[:LAYERS]] [--weights bf16,f32,q8,q4] [--decode 1,8,32]
 *                               [--context 64] [--set invariant] [--dtype f32] [--repeats 15] [--seconds 60] [--json FILE]
 */
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { type BenchCase, caseName, caseSpec, caseStep } from '../src/bench/bench-case.ts';
import { decodes } from '../src/bench/case-lists.ts';
import { measureInTurn } from '../src/bench/measure.ts';
import { median, pairedRatio, spread } from '../src/bench/statistics.ts';
import type { FormatSpeed } from '../src/bench/weights-report.ts';
import { openModel, shippedModel } from '../src/cli/engine.ts';
import { writeJson } from '../src/cli/output.ts';
import { processorTime } from '../src/cli/processor-time.ts';
import { listOf, oneOf, wholeNumber } from '../src/cli/usage.ts';
import { openCpuEngine } from '../src/engines/cpu/open-cpu.ts';
import { weightMemory } from '../src/engines/webgpu/memory.ts';
import { tunedGpu } from '../src/engines/webgpu/tuned-gpu.ts';
import { WebGpuEngine } from '../src/engines/webgpu/webgpu-engine.ts';
import { openNodeGpu } from '../src/gpu/open-gpu.node.ts';
import { ACTIVATION_DTYPES, PACKED_DTYPES, QUANTIZE_MODES } from '../src/numerics/dtypes.ts';
import { KERNEL_SETS } from '../src/numerics/sets/sets.ts';
import { adapterName } from '../src/results/adapter-name.ts';
import type { ArmRunner } from '../src/steps/engine.ts';

const text = (fallback: string) => ({ type: 'string', default: fallback }) as const;
const { values } = parseArgs({
  options: {
    engine: text('webgpu'),
    model: text(shippedModel('nano')),
    weights: text('bf16,f32,q8,q4'),
    decode: text('1,8,32'),
    context: text('64'),
    set: text('invariant'),
    dtype: text('f32'),
    repeats: text('15'),
    seconds: text('60'),
    json: { type: 'string' },
  },
});
const numbers = (option: string, list: string) => listOf(list, (word) => wholeNumber(option, word, 1));
const formats = listOf(values.weights, readFormat);
const set = oneOf('set', values.set, KERNEL_SETS);
const activations = oneOf('dtype', values.dtype, ACTIVATION_DTYPES);
const repeats = wholeNumber('repeats', values.repeats, 3);
const longest = 1000 * wholeNumber('seconds', values.seconds, 1);

const { name, checkpoint } = await openModel(values.model, false);
const kind = oneOf('engine', values.engine, ['webgpu', 'cpu'] as const);
const engine = kind === 'cpu' ? openCpuEngine() : new WebGpuEngine(await tunedGpu(await openNodeGpu(), null));
const model = engine.load(checkpoint);
const { adapter } = engine;
const byProcessor = kind === 'cpu' || adapter.software;
process.stdout.write(
  `${name}, ${kind} on ${adapterName(adapter)}, ${set}, ${activations} activations, ${byProcessor ? 'processor time' : 'by the clock'}; load ${loadavg()[0].toFixed(1)}\n`,
);
const found: CaseTimes[] = [];
for (const benchCase of decodes(numbers('decode', values.decode), numbers('context', values.context))) {
  const times = await timesOf(benchCase);
  found.push({ case: benchCase, times });
  process.stdout.write(`${caseName(benchCase)}\n${times.map((each) => line(each, times[0])).join('')}`);
}
if (values.json) {
  const host = { node: process.version, load: loadavg()[0] };
  await writeJson(values.json, {
    model: name,
    engine: kind,
    adapter,
    host,
    set,
    activations,
    byProcessor,
    found,
  });
}
engine.destroy();
process.exit();

/** `q8`, or `q8:per-row`. */
function readFormat(name: string) {
  const [weights, mode] = name.split(':');
  const format = oneOf('weights', weights, PACKED_DTYPES);
  if (mode === undefined) return { name, weights: format };
  const blocks = oneOf('weights', format, ['q8', 'q4'] as const);
  return { name, weights: blocks, quantize: oneOf('weights', mode, QUANTIZE_MODES) };
}

type Format = ReturnType<typeof readFormat>;

type FormatTime = FormatSpeed & { readonly format: Format };

interface CaseTimes {
  readonly case: BenchCase;
  readonly times: readonly FormatTime[];
}

/** The formats in turn. */
async function timesOf(benchCase: BenchCase): Promise<FormatTime[]> {
  const step = caseStep(benchCase, checkpoint.config.vocabSize);
  const opened: ArmRunner[] = [];
  // One after the other: each packs a model's weights.
  for (const { name: _, ...held } of formats)
    opened.push(await model.openArm({ ...caseSpec(benchCase, set, activations), ...held }));
  const runners = opened.map((arm, i) => ({ name: formats[i].name, step: () => arm.step(step) }));
  const samples = await measureInTurn(runners, { repeats, longest, processorTime });
  for (const arm of opened) arm.destroy();
  const spent = ({ name }: Format) => samples.get(name)![byProcessor ? 'processor' : 'wall'];
  const first = spent(formats[0]);
  return formats.map((format) => {
    const own = spent(format);
    const bytes = weightMemory(checkpoint.config, format.weights).total;
    const speed = pairedRatio(first, own);
    return { format, milliseconds: median(own), spread: spread(own), speed, bytes };
  });
}

function line({ format, milliseconds, spread, speed, bytes }: FormatTime, first: FormatTime): string {
  const time = `${milliseconds.toFixed(2).padStart(9)} ms ± ${(100 * spread).toFixed(0)} %`;
  const [estimate, low, high] = [speed.estimate, speed.low, speed.high].map((ratio) => ratio.toFixed(2));
  return `  ${format.name.padEnd(14)}${time}  ${estimate} (${low} to ${high}) times ${first.format.name}'s tokens/s  ${bytes.toLocaleString('en')} bytes\n`;
}
