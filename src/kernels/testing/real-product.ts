import { BufferPool } from '../../gpu/buffers.ts';
import type { Gpu } from '../../gpu/device.ts';
import { deviceWait } from '../../gpu/device-wait.ts';
import type { KernelCall } from '../../gpu/kernel-call.ts';
import { StepEncoder } from '../../gpu/step-encoder.ts';
import type { MatmulSize } from '../../model/graph.ts';
import type { ActivationDtype } from '../../numerics/dtypes.ts';
import type { MultiplyAddRule } from '../../numerics/fma.ts';
import type { SumPlan } from '../../numerics/plan.ts';
import { replaySum } from '../../numerics/replay.ts';
import { bf16Bits, bf16FromBits } from '../../numerics/rounding.ts';
import { sumsTo } from '../epilogues.ts';
import type { KernelForms } from '../forms.ts';
import { chunkBounds } from '../matmul-kernel.ts';
import { packRows } from '../packed-rows.ts';
import type { CompileOnce } from './kernel-cache.ts';
import { randomActivations } from './layout.ts';

type WeightDtype = 'bf16' | 'f32';

/** How many values a weight may have. */
const LEVELS = 4096;

/**
 * A random product of a real model's size on a device. Its weights are drawn as the kernels read them, (groups, quads) of four columns
 * by four terms, so that a hundred million need not be packed; K and N are multiples of four.
 */
export class RealProduct {
  readonly size: MatmulSize;
  readonly #gpu: Gpu;
  readonly #dtype: { readonly activations: ActivationDtype; readonly weights: WeightDtype };
  readonly #x: Float32Array<ArrayBuffer>;
  readonly #packed: Uint16Array<ArrayBuffer> | Float32Array<ArrayBuffer>;
  readonly #pool: BufferPool;
  readonly #weights: GPUBuffer;

  /** Throws RangeError where K or N is no multiple of four, GpuError where the adapter has no such buffer. */
  constructor(
    gpu: Gpu,
    size: MatmulSize,
    dtype: { readonly activations: ActivationDtype; readonly weights: WeightDtype },
    mostRows: number,
  ) {
    const { terms, columns } = size;
    if (terms % 4 !== 0 || columns % 4 !== 0) throw new RangeError(`${terms} x ${columns}: no whole quads`);
    this.size = size;
    this.#gpu = gpu;
    this.#dtype = dtype;
    this.#x = randomActivations(mostRows * terms, terms, dtype.activations);
    this.#packed = drawn(terms * columns, Math.sqrt(3 / terms), dtype.weights, terms + columns);
    this.#pool = new BufferPool(gpu, 'real product');
    const { buffer, byteOffset, byteLength } = this.#packed;
    this.#weights = this.#pool.upload('weights', new Uint8Array(buffer, byteOffset, byteLength));
  }

  /** What the replay of a plan gives for row `row` of x and a column. */
  replay(plan: SumPlan, rule: MultiplyAddRule, row: number, column: number): number {
    const { terms } = this.size;
    return replaySum(plan, rule, this.#column(column), 0, this.#x, row * terms);
  }

  /** (rows, columns) outputs of rows first..first + rows - 1 of x: partial sums, where there are any, added in index order. */
  async run(
    forms: KernelForms,
    compile: CompileOnce,
    plan: SumPlan,
    { first, rows }: { readonly first: number; readonly rows: number },
  ): Promise<{ readonly form: string; readonly y: Float32Array }> {
    const { terms, columns } = this.size;
    const groups = terms / 4;
    const quads = columns / 4;
    const matmul = forms.matmul(plan, { rows, columns, groups, quads });
    const kernel = await compile(matmul.source(this.#dtype));
    const pool = new BufferPool(this.#gpu, 'real product');
    const values = this.#x.subarray(first * terms, (first + rows) * terms);
    const elements = rows * columns;
    const partials = pool.storage('partials', matmul.parts * elements * 4);
    const call = matmul.call<GPUBuffer>({
      x: pool.upload('x', packRows(values, terms, this.#dtype.activations)),
      weights: [this.#weights],
      bounds: pool.upload('bounds', Uint32Array.from(chunkBounds(plan))),
      ends: sumsTo(partials),
    });
    try {
      const written = await this.#read(pool, kernel, call, partials, matmul.parts * elements);
      return { form: `${matmul.form}, ${matmul.parts} parts`, y: sumOfParts(written, elements) };
    } finally {
      pool.destroy();
    }
  }

  destroy(): void {
    this.#pool.destroy();
  }

  async #read(
    pool: BufferPool,
    kernel: Awaited<ReturnType<CompileOnce>>,
    call: KernelCall<GPUBuffer>,
    partials: GPUBuffer,
    words: number,
  ): Promise<Float32Array> {
    const readback = pool.readback('readback', words * 4);
    const encoder = new StepEncoder(this.#gpu, pool, 1);
    encoder.submit({
      label: kernel.label,
      list: encoder.list((list) => list.dispatch(kernel, 'once', 'once', call)),
      copies: (commands) => commands.copyBufferToBuffer(partials, 0, readback, 0, words * 4),
    });
    await deviceWait(this.#gpu, readback.mapAsync(GPUMapMode.READ));
    const copy = new Float32Array(readback.getMappedRange().slice(0, words * 4));
    this.#gpu.errors.check();
    return copy;
  }

  #column(column: number): Float32Array {
    const { terms, columns } = this.size;
    const widen = this.#packed instanceof Uint16Array ? bf16FromBits : (value: number) => value;
    const at = (column >> 2) * 16 + (column & 3) * 4;
    return Float32Array.from({ length: terms }, (_, k) =>
      widen(this.#packed[(k >> 2) * columns * 4 + at + (k & 3)]),
    );
  }
}

function drawn(length: number, range: number, dtype: WeightDtype, seed: number) {
  const level = (i: number) => range * ((2 * i + 1) / LEVELS - 1);
  const values = new (dtype === 'f32' ? Float32Array : Uint16Array)(length);
  const levels = Array.from({ length: LEVELS }, (_, i) => (dtype === 'f32' ? level(i) : bf16Bits(level(i))));
  let state = seed;
  for (let i = 0; i < length; i++) {
    // Marsaglia's xorshift; its high bits choose.
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    values[i] = levels[state >>> 20];
  }
  return values;
}

function sumOfParts(partials: Float32Array, elements: number): Float32Array {
  const sum = partials.slice(0, elements);
  for (let at = elements; at < partials.length; at++) sum[at % elements] += partials[at];
  return sum;
}
