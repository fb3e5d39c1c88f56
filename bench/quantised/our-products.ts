import { openKernels } from '../../src/engines/cpu/simd/kernels.ts';
import { MATRIX_FORMS, packMatrix as packQuads } from '../../src/engines/cpu/simd/matrices.ts';
import { WasmMemory } from '../../src/engines/cpu/simd/wasm-memory.ts';
import { BufferPool } from '../../src/gpu/buffers.ts';
import type { Gpu } from '../../src/gpu/device.ts';
import { deviceWait } from '../../src/gpu/device-wait.ts';
import { compileKernel } from '../../src/gpu/kernel.ts';
import { readBack } from '../../src/gpu/read-back.ts';
import { StepEncoder } from '../../src/gpu/step-encoder.ts';
import { sumsTo } from '../../src/kernels/epilogues.ts';
import { planForms } from '../../src/kernels/forms.ts';
import { chunkBounds } from '../../src/kernels/matmul-kernel.ts';
import { quantisedForms } from '../../src/kernels/matmul-quantised.ts';
import { packMatrix, wholeColumns } from '../../src/kernels/pack.ts';
import { quantisedWords, quantizeCalls, quantizeSources } from '../../src/kernels/quantize.ts';
import type { StoredTensor } from '../../src/model/checkpoint.ts';
import type { PackedDtype } from '../../src/numerics/dtypes.ts';
import { matmulPlan } from '../../src/numerics/matmul-plan.ts';
import type { SumPlan } from '../../src/numerics/plan.ts';

/** One product of some rows by one matrix, `times` over in a run, by one engine of ours. */
export interface OurProduct {
  /** The last one's (rows, columns), where `read` asks for it. */
  run(read: boolean): Promise<Float32Array | null>;
  release(): void;
}

export interface ProductCase {
  readonly rows: number;
  /** (columns, terms). */
  readonly tensor: StoredTensor;
  readonly x: Float32Array<ArrayBuffer>;
  readonly times: number;
  readonly format: PackedDtype;
  /** Whether activations are quantised first, a scale a row; that is part of what is timed. */
  readonly quantize: boolean;
}

/** The plan of the invariant set, whose chunks follow from K alone. */
export function planOf({ rows, tensor: { shape } }: ProductCase): SumPlan {
  return matmulPlan('invariant', { rows, terms: shape[1], columns: shape[0], parallelism: 64 });
}

/** By the kernels that a step's products have, sums as they are. Throws GpuError. */
export async function openGpuProduct(gpu: Gpu, product: ProductCase): Promise<OurProduct> {
  const { rows, tensor, x, format, quantize, times } = product;
  const plan = planOf(product);
  const [columns, terms] = tensor.shape;
  const packed = packMatrix(wholeColumns(tensor), terms, format);
  const { groups, quads } = packed;
  const forms = quantize ? quantisedForms(gpu.tuning) : planForms(gpu.tuning);
  const form = forms.matmul(plan, { rows, columns, groups, quads });
  const dtypes = { activations: 'f32', weights: format } as const;
  const kernel = await compileKernel(gpu.device, form.source(dtypes));
  const pool = new BufferPool(gpu, 'product');
  const encoder = new StepEncoder(gpu, pool, 4);
  const weights = packed.buffers.map((bytes, i) => pool.upload(`w${i}`, new Uint32Array(bytes.buffer)));
  const bytes = 16 * rows * quads * form.parts;
  const [input, y] = [pool.upload('x', x), pool.storage('y', bytes)];
  const bounds = pool.upload('bounds', Uint32Array.from(chunkBounds(plan)));
  const most = pool.storage('most', 4 * rows);
  const integers = pool.storage('integers', 4 * rows * quantisedWords(terms));
  const sources = quantizeSources(dtypes, gpu.tuning);
  const [first, second] = quantize
    ? await Promise.all([sources.most, sources.integers].map((source) => compileKernel(gpu.device, source)))
    : [];
  const list = encoder.list((builder) => {
    for (let i = 0; i < times; i++) {
      if (quantize) {
        const calls = quantizeCalls({ x: input, most, y: integers }, { rows, terms, mode: 'per-row' });
        builder.dispatch(first, 'most', 'most', calls.most);
        builder.dispatch(second, 'integers', 'integers', calls.integers);
      }
      const call = form.call({ x: quantize ? integers : input, weights, bounds, ends: sumsTo(y) });
      builder.dispatch(kernel, 'product', 'product', call);
    }
  });
  const readback = pool.readback('readback', bytes);
  return {
    run: async (read) => {
      const copies = (commands: GPUCommandEncoder) => commands.copyBufferToBuffer(y, 0, readback, 0, bytes);
      encoder.submit({ label: 'product', list, ...(read && { copies }) });
      if (!read) {
        await deviceWait(gpu, gpu.device.queue.onSubmittedWorkDone());
        return null;
      }
      const partials = new Float32Array(await readBack(gpu, readback));
      return addedParts(partials, form.parts, rows, columns, 4 * quads);
    },
    release: () => pool.destroy(),
  };
}

/** What whoever reads partial sums makes of them. */
function addedParts(partials: Float32Array, parts: number, rows: number, columns: number, stride: number) {
  const y = new Float32Array(rows * columns);
  for (let at = 0; at < y.length; at++) {
    const from = Math.floor(at / columns) * stride + (at % columns);
    y[at] = partials[from];
    for (let part = 1; part < parts; part++) y[at] += partials[part * rows * stride + from];
  }
  return y;
}

/** By the kernels of the CPU engine. */
export function openCpuProduct(product: ProductCase): OurProduct {
  const { rows, tensor, x, format, quantize, times } = product;
  const memory = new WasmMemory();
  const kernels = openKernels(memory.memory, 'native');
  const [columns, terms] = tensor.shape;
  const matrix = packQuads([tensor], { dtype: format, math: 'native' }, memory, (bytes) =>
    memory.allocate(bytes),
  );
  const form = MATRIX_FORMS[matrix.form];
  const [input, y] = [memory.allocate(x.byteLength), memory.allocate(4 * rows * columns)];
  const [wide, integers] = [memory.allocate(16 * terms), memory.allocate(2 * rows * terms)];
  const scales = memory.allocate(4 * rows);
  const { chunks } = planOf(product);
  const bounds = memory.allocate(8 * chunks.length);
  memory.floats(input, x.length).set(x);
  memory
    .integers(bounds, 2 * chunks.length)
    .set(chunks.flatMap(({ start, end }) => [start / 4, Math.ceil(end / 4)]));
  const [k4, stride, out] = [terms / 4, 4 * terms, 4 * columns];
  const { at } = matrix;
  const once = () => {
    if (!quantize) {
      kernels.matmul(input, stride, rows, at, k4, columns, y, out, bounds, chunks.length, form, wide, 0);
      return;
    }
    kernels.quantize(input, stride, rows, k4, integers, 2 * terms, scales, 0);
    // biome-ignore format: one line a group of what it computes with
    kernels.matmulQuantised(
      integers, 2 * terms, scales, rows, at, k4, columns, y, out, bounds, chunks.length, form, wide, 0,
    );
  };
  return {
    run: (read) => {
      for (let i = 0; i < times; i++) once();
      return Promise.resolve(read ? memory.floats(y, rows * columns).slice() : null);
    },
    release: () => undefined,
  };
}
