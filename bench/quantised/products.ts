/**
 * Products by weights in blocks: our kernels beside onnxruntime-web's MatMulNBits on the same weights, in turn in one run, on one adapter and on the
 * processor.
 *
 *   npm run -s bench:products -- [--shape smollm2-135m] [--rows 1,8,32] [--formats q8,q4] [--on webgpu,cpu] [--repeats 15] [--seconds 20] [--json FILE]
 */
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { measureInTurn, type Runner } from '../../src/bench/measure.ts';
import { type Interval, median, pairedRatio } from '../../src/bench/statistics.ts';
import type { ProductSpeed } from '../../src/bench/weights-report.ts';
import { writeJson } from '../../src/cli/output.ts';
import { processorTime } from '../../src/cli/processor-time.ts';
import { listOf, oneOf, wholeNumber } from '../../src/cli/usage.ts';
import { loadNodeOrt } from '../../src/engines/ort/open-ort.node.ts';
import { openOrtProduct } from '../../src/engines/ort/quantised-product.ts';
import { tunedGpu } from '../../src/engines/webgpu/tuned-gpu.ts';
import type { Gpu } from '../../src/gpu/device.ts';
import { openNodeGpu } from '../../src/gpu/open-gpu.node.ts';
import type { StoredTensor } from '../../src/model/checkpoint.ts';
import { blocksOf, blockValues } from '../../src/model/quantise.ts';
import { randomModel } from '../../src/model/random-model.ts';
import { type OurProduct, openCpuProduct, openGpuProduct, type ProductCase } from './our-products.ts';

const text = (fallback: string) => ({ type: 'string', default: fallback }) as const;
const { values } = parseArgs({
  options: {
    shape: text('smollm2-135m'),
    rows: text('1,8,32'),
    formats: text('q8,q4'),
    on: text('webgpu,cpu'),
    products: text('qkv,o,gate_up,down'),
    repeats: text('15'),
    seconds: text('20'),
    json: { type: 'string' },
  },
});
const ON = ['webgpu', 'cpu'] as const;
type On = ProductSpeed['on'];
const PRODUCTS = ['qkv', 'o', 'gate_up', 'down', 'head'] as const;
const formats = listOf(values.formats, (name) => oneOf('formats', name, ['q8', 'q4'] as const));
const places = listOf(values.on, (name) => oneOf('on', name, ON));
const names = listOf(values.products, (name) => oneOf('products', name, PRODUCTS));
const rowsOf = listOf(values.rows, (word) => wholeNumber('rows', word, 1));
const repeats = wholeNumber('repeats', values.repeats, 3);
const longest = 1000 * wholeNumber('seconds', values.seconds, 1);

const { checkpoint } = randomModel(`random:${values.shape}:1`);
const gpu = places.includes('webgpu') ? await tunedGpu(await openNodeGpu(), null) : null;

const found: ProductSpeed[] = [];
const [load] = loadavg();
for (const on of places) {
  for (const name of names) {
    for (const format of formats) {
      for (const rows of rowsOf) {
        const one = await measure(on, name, format, rows);
        found.push(one);
        process.stdout.write(`${line(one)}\n`);
      }
    }
  }
}
if (values.json)
  await writeJson(values.json, { adapter: gpu?.info.description ?? null, shape: values.shape, load, found });
// onnxruntime-web keeps handles open.
process.exit();

/** Rows of several projections of one input under each other: what a step multiplies by at once. */
function tensorOf(name: (typeof PRODUCTS)[number]): StoredTensor {
  const layer = checkpoint.layers[0];
  const tensors = {
    qkv: [layer.q, layer.k, layer.v],
    o: [layer.o],
    gate_up: [layer.gate, layer.up],
    down: [layer.down],
    head: [checkpoint.head],
  }[name];
  const all = tensors.map(({ bytes }) => bytes);
  const bytes = new Uint8Array(all.reduce((sum, { length }) => sum + length, 0));
  all.reduce((at, own) => {
    bytes.set(own, at);
    return at + own.length;
  }, 0);
  const { dtype, shape } = tensors[0];
  return { name, dtype, bytes, shape: [tensors.reduce((sum, each) => sum + each.shape[0], 0), shape[1]] };
}

async function measure(
  on: On,
  name: (typeof PRODUCTS)[number],
  format: 'q8' | 'q4',
  rows: number,
): Promise<ProductSpeed> {
  const tensor = tensorOf(name);
  const [columns, terms] = tensor.shape;
  const blocks = blocksOf(tensor, format === 'q8' ? 'Q8_0' : 'Q4_0');
  const x = Float32Array.from({ length: rows * terms }, (_, i) => Math.sin(1 + i * 12.9898) * 2);
  const times = Math.max(1, Math.min(on === 'cpu' ? 32 : 4, Math.round(1.6e7 / (rows * columns * terms))));
  const of = { rows, tensor, x, times };
  const place = on === 'webgpu' ? gpu : null;
  const opened: Record<string, OurProduct | Awaited<ReturnType<typeof openOrtProduct>>> = {};
  const own = (product: ProductCase) => (place ? openGpuProduct(place, product) : openCpuProduct(product));
  const theirs = async (accuracy: 0 | 4) =>
    openOrtProduct(await loadNodeOrt(place), place?.device ?? null, { blocks, x, times, accuracy });
  opened.bf16 = await own({ ...of, format: 'bf16', quantize: false });
  opened.plain = await own({ ...of, format, quantize: false });
  opened.quantised = await own({ ...of, format, quantize: true });
  opened.ort = await theirs(0);
  opened.ort8 = await theirs(4);
  const runners: Runner[] = Object.entries(opened).map(([name, { run }]) => ({
    name,
    step: () => computed(place, run),
  }));
  const samples = await measureInTurn(runners, { repeats, longest, processorTime });
  const spent = (of: string) => samples.get(of)!.processor;
  const exact = exactSums(blockValues(blocks, terms), x, terms);
  const apart: Record<string, number> = {};
  for (const [of, { run }] of Object.entries(opened))
    if (of !== 'bf16') apart[of] = largestApart((await run(true))!, exact);
  for (const { release } of Object.values(opened)) await release();
  return {
    ...{ on, product: name, columns, terms, rows, format, apart },
    milliseconds: Object.fromEntries(
      [...samples].map(([of, { processor }]) => [of, median(processor) / times]),
    ),
    timesOrt: {
      plain: pairedRatio(spent('ort'), spent('plain')),
      quantised: pairedRatio(spent('ort8'), spent('quantised')),
    },
    timesBf16: {
      plain: pairedRatio(spent('bf16'), spent('plain')),
      quantised: pairedRatio(spent('bf16'), spent('quantised')),
    },
  };
}

/** Until the device has done it. */
async function computed(place: Gpu | null, run: OurProduct['run']): Promise<void> {
  await run(false);
  await place?.device.queue.onSubmittedWorkDone();
}

function exactSums(w: Float32Array, x: Float32Array, terms: number): Float64Array {
  const [rows, columns] = [x.length / terms, w.length / terms];
  return Float64Array.from({ length: rows * columns }, (_, at) => {
    const [row, n] = [Math.floor(at / columns) * terms, (at % columns) * terms];
    let sum = 0;
    for (let k = 0; k < terms; k++) sum += x[row + k] * w[n + k];
    return sum;
  });
}

function largestApart(y: Float32Array, exact: Float64Array): number {
  const most = exact.reduce((max, sum) => Math.max(max, Math.abs(sum)), 0);
  return y.reduce((max, sum, i) => Math.max(max, Math.abs(sum - exact[i])), 0) / most;
}

function line({
  on,
  product,
  columns,
  terms,
  rows,
  format,
  milliseconds,
  timesOrt,
  timesBf16,
  apart,
}: ProductSpeed): string {
  const ms = Object.entries(milliseconds).map(([of, each]) => `${of} ${each.toFixed(3)}`);
  const ratio = ({ estimate, low, high }: Interval) =>
    `${estimate.toFixed(2)} (${low.toFixed(2)}-${high.toFixed(2)})`;
  const far = Object.entries(apart).map(([of, each]) => `${of} ${each.toExponential(0)}`);
  return [
    `${on} ${product} ${terms}x${columns} M=${rows} ${format}: ms ${ms.join(', ')}`,
    `  over bf16 ${ratio(timesBf16.plain)}, q8 activations ${ratio(timesBf16.quantised)}; over MatMulNBits ${ratio(timesOrt.plain)}, q8 activations ${ratio(timesOrt.quantised)}; apart ${far.join(', ')}`,
  ].join('\n');
}
