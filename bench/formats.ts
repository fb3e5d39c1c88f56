/**
 * What a step takes with weights in each format, in one run on one adapter: ratios to the first format, never absolute claims. `q8:per-row` is q8 with
 * q8 activations, a scale for each row.
 *
 *   npm run -s bench:formats -- [--model DIR|random:SHAPE[:LAYERS]] [--weights bf16,f32,q8,q4] [--decode 1,8,32] [--context 64]
 *                               [--set invariant] [--dtype f32] [--repeats 15] [--seconds 60] [--json FILE]
 */
import { parseArgs } from 'node:util';
import { type BenchCase, caseName, caseSpec, caseStep } from '../src/bench/bench-case.ts';
import { decodes } from '../src/bench/case-lists.ts';
import { measureInTurn } from '../src/bench/measure.ts';
import { median, spread } from '../src/bench/statistics.ts';
import { openModel, shippedModel } from '../src/cli/engine.ts';
import { writeJson } from '../src/cli/output.ts';
import { listOf, oneOf, wholeNumber } from '../src/cli/usage.ts';
import { weightMemory } from '../src/engines/webgpu/memory.ts';
import { tunedGpu } from '../src/engines/webgpu/tuned-gpu.ts';
import { WebGpuEngine } from '../src/engines/webgpu/webgpu-engine.ts';
import { openNodeGpu } from '../src/gpu/open-gpu.node.ts';
import { ACTIVATION_DTYPES, PACKED_DTYPES, QUANTIZE_MODES } from '../src/numerics/dtypes.ts';
import { KERNEL_SETS } from '../src/numerics/sets/sets.ts';

const text = (fallback: string) => ({ type: 'string', default: fallback }) as const;
const { values } = parseArgs({
  options: {
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
const gpu = await tunedGpu(await openNodeGpu(), null);
const engine = new WebGpuEngine(gpu);
const model = engine.load(checkpoint);
process.stdout.write(
  `${name}, ${gpu.info.description || gpu.info.device}, ${set}, ${activations} activations\n`,
);
const found: CaseTimes[] = [];
for (const benchCase of decodes(numbers('decode', values.decode), numbers('context', values.context))) {
  const times = await timesOf(benchCase);
  found.push({ case: benchCase, times });
  process.stdout.write(`${caseName(benchCase)}\n${times.map((each) => line(each, times[0])).join('')}`);
}
if (values.json)
  await writeJson(values.json, { model: name, adapter: gpu.info.description, set, activations, found });
engine.destroy();
gpu.device.destroy();
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

interface FormatTime {
  readonly format: Format;
  /** Median of a step. */
  readonly milliseconds: number;
  readonly spread: number;
}

interface CaseTimes {
  readonly case: BenchCase;
  readonly times: readonly FormatTime[];
}

/** The formats in turn. */
async function timesOf(benchCase: BenchCase): Promise<FormatTime[]> {
  const step = caseStep(benchCase, checkpoint.config.vocabSize);
  const opened = await Promise.all(
    formats.map(({ name: _, ...held }) =>
      model.openArm({ ...caseSpec(benchCase, set, activations), ...held }),
    ),
  );
  const runners = opened.map((arm, i) => ({ name: formats[i].name, step: () => arm.step(step) }));
  const samples = await measureInTurn(runners, { repeats, longest });
  for (const arm of opened) arm.destroy();
  return formats.map((format) => {
    const { wall } = samples.get(format.name)!;
    return { format, milliseconds: median(wall), spread: spread(wall) };
  });
}

function line({ format, milliseconds, spread }: FormatTime, first: FormatTime): string {
  const bytes = weightMemory(checkpoint.config, format.weights).total.toLocaleString('en');
  const time = `${milliseconds.toFixed(2).padStart(9)} ms ± ${(100 * spread).toFixed(0)} %`;
  const ratio = (milliseconds / first.milliseconds).toFixed(2);
  return `  ${format.name.padEnd(14)}${time}  ${ratio} of ${first.format.name}  ${bytes} bytes\n`;
}
