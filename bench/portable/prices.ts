/**
 * What portable arithmetic costs, operation by operation: our kernels in it beside the same kernels in the platform's, in turn in one run on one adapter.
 *
 *   npm run -s bench:portable -- [--on dawn|wgpu] [--rows 1,32] [--repeats 15] [--only product,rope] [--json FILE]
 *
 * BATCHMATES_ADAPTER says on which adapter (software, lavapipe).
 */
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { measureInTurn, type Runner } from '../../src/bench/measure.ts';
import { type Interval, median, pairedRatio } from '../../src/bench/statistics.ts';
import { writeJson } from '../../src/cli/output.ts';
import { processorTime } from '../../src/cli/processor-time.ts';
import { listOf, wholeNumber } from '../../src/cli/usage.ts';
import { BufferPool } from '../../src/gpu/buffers.ts';
import type { Gpu } from '../../src/gpu/device.ts';
import { deviceWait } from '../../src/gpu/device-wait.ts';
import { compileKernel } from '../../src/gpu/kernel.ts';
import { openNodeGpu } from '../../src/gpu/open-gpu.node.ts';
import { StepEncoder } from '../../src/gpu/step-encoder.ts';
import type { MathName } from '../../src/numerics/math-name.ts';
import { embedCase, gateCase, type OperationCase, productCase, ropeCase } from './operation-cases.ts';
import { attentionCase, normCase, sampleCase } from './row-cases.ts';

const text = (fallback: string) => ({ type: 'string', default: fallback }) as const;
const { values } = parseArgs({
  args: process.argv.slice(2).filter((word, i, all) => word !== '--on' && all[i - 1] !== '--on'),
  options: { rows: text('1,32'), repeats: text('15'), only: text(''), json: { type: 'string' } },
});
const repeats = wholeNumber('repeats', values.repeats, 3);
const only = values.only.split(',');

const MATH = ['native', 'portable'] as const satisfies readonly MathName[];

/** A layer of SmolLM2-135M: what gate and up are made of. */
const SIZE = { terms: 576, columns: 1536 };

const PRODUCTS = [
  { activations: 'f32', weights: 'f32', quantize: false },
  { activations: 'f32', weights: 'bf16', quantize: false },
  { activations: 'bf16', weights: 'bf16', quantize: false },
  { activations: 'f16', weights: 'f16', quantize: false },
  { activations: 'f32', weights: 'q8', quantize: false },
  { activations: 'bf16', weights: 'q4', quantize: false },
  { activations: 'f32', weights: 'q8', quantize: true },
] as const;

function casesOf(gpu: Gpu, pool: BufferPool, rows: number): OperationCase[] {
  const size = { rows, ...SIZE };
  return [
    ...PRODUCTS.map((dtypes) => productCase(gpu, pool, size, dtypes)),
    gateCase(pool, size, 'silu', 'f32'),
    gateCase(pool, size, 'gelu_tanh', 'f32'),
    ropeCase(pool, rows, 'f32'),
    embedCase(pool, size, 'f32', 'bf16'),
    embedCase(pool, size, 'bf16', 'q8'),
    ...[200, 1000].map((keys) => attentionCase(gpu, pool, { rows, keys }, 'f32')),
    attentionCase(gpu, pool, { rows, keys: 200 }, 'bf16'),
    normCase(gpu, pool, rows, 'f32'),
    normCase(gpu, pool, rows, 'bf16'),
    ...[0, 0.8].map((temperature) => sampleCase(gpu, pool, rows, temperature)),
  ];
}

interface Price {
  readonly name: string;
  /** Processor milliseconds of one time over. */
  readonly milliseconds: Readonly<Record<MathName, number>>;
  /** Portable over native. */
  readonly ratio: Interval;
}

async function priceOf(gpu: Gpu, { name, times, dispatches }: OperationCase): Promise<Price> {
  const pool = new BufferPool(gpu, 'price');
  const runners = await Promise.all(
    MATH.map(async (math): Promise<Runner> => {
      const encoder = new StepEncoder(gpu, pool, 4);
      const own = await Promise.all(
        dispatches(math).map(
          async ([source, call]) => [await compileKernel(gpu.device, source), call] as const,
        ),
      );
      const list = encoder.list((builder) => {
        for (let i = 0; i < times; i++)
          for (const [kernel, call] of own) builder.dispatch(kernel, kernel.label, kernel.label, call);
      });
      const step = async () => {
        encoder.submit({ label: name, list });
        await deviceWait(gpu, gpu.device.queue.onSubmittedWorkDone());
      };
      return { name: math, step };
    }),
  );
  const samples = await measureInTurn(runners, { repeats, longest: 30_000, processorTime });
  const spent = (math: MathName) => samples.get(math)!.processor;
  pool.destroy();
  return {
    name,
    milliseconds: { native: median(spent('native')) / times, portable: median(spent('portable')) / times },
    ratio: pairedRatio(spent('portable'), spent('native')),
  };
}

const gpu = await openNodeGpu();
const pool = new BufferPool(gpu, 'prices');
const found: Price[] = [];
const [load] = loadavg();
for (const rows of listOf(values.rows, (word) => wholeNumber('rows', word, 1))) {
  for (const each of casesOf(gpu, pool, rows)) {
    if (!only.some((part) => each.name.includes(part))) continue;
    const price = await priceOf(gpu, each);
    found.push(price);
    const { estimate, low, high } = price.ratio;
    const { native, portable } = price.milliseconds;
    console.log(
      `${price.name}: ${estimate.toFixed(2)} (${low.toFixed(2)}-${high.toFixed(2)}), ms ${native.toFixed(3)} and ${portable.toFixed(3)}`,
    );
  }
}
if (values.json) await writeJson(values.json, { adapter: gpu.info.description, load, found });
// A software adapter's threads outlive it.
process.exit();
