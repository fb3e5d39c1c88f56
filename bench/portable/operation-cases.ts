import type { BufferPool } from '../../src/gpu/buffers.ts';
import type { Gpu } from '../../src/gpu/device.ts';
import type { KernelSource } from '../../src/gpu/kernel.ts';
import type { Binding, KernelCall } from '../../src/gpu/kernel-call.ts';
import { embedCall, embedSource } from '../../src/kernels/embed.ts';
import { sumsTo } from '../../src/kernels/epilogues.ts';
import { planForms } from '../../src/kernels/forms.ts';
import { chunkBounds } from '../../src/kernels/matmul-kernel.ts';
import { quantisedForms } from '../../src/kernels/matmul-quantised.ts';
import { type PackedMatrix, packMatrix, wholeColumns } from '../../src/kernels/pack.ts';
import { packRows } from '../../src/kernels/packed-rows.ts';
import { quantisedWords, quantizeCalls, quantizeSources } from '../../src/kernels/quantize.ts';
import { ropeKvCall, ropeKvSource } from '../../src/kernels/rope_kv.ts';
import { swigluCall, swigluSource } from '../../src/kernels/swiglu.ts';
import type { ActivationDtype, PackedDtype } from '../../src/numerics/dtypes.ts';
import type { MathName } from '../../src/numerics/math-name.ts';
import { matmulPlan } from '../../src/numerics/matmul-plan.ts';

/** One operation by itself, in either arithmetic on the same buffers. */
export interface OperationCase {
  readonly name: string;
  /** How often over in one submission, so that submitting is little of what is timed. */
  readonly times: number;
  dispatches(math: MathName): readonly (readonly [KernelSource, KernelCall<Binding>])[];
}

export interface CaseSize {
  readonly rows: number;
  readonly terms: number;
  readonly columns: number;
}

const wave = (count: number) => Float32Array.from({ length: count }, (_, i) => Math.sin(1 + i * 12.9898));

function matrixOf({ terms, columns }: CaseSize, weights: PackedDtype): PackedMatrix {
  const bytes = new Uint8Array(wave(terms * columns).buffer);
  return packMatrix(
    wholeColumns({ name: 'w', dtype: 'F32', shape: [columns, terms], bytes }),
    terms,
    weights,
  );
}

/** Multiply-adds that a submission is to take, about. */
const WORK = 4e7;

export function productCase(
  gpu: Gpu,
  pool: BufferPool,
  size: CaseSize,
  {
    activations,
    weights,
    quantize,
  }: { activations: ActivationDtype; weights: PackedDtype; quantize: boolean },
): OperationCase {
  const { rows, terms, columns } = size;
  const { groups, quads, buffers } = matrixOf(size, weights);
  const plan = matmulPlan('invariant', { rows, terms, columns, parallelism: 64 });
  const forms = quantize ? quantisedForms(gpu.tuning) : planForms(gpu.tuning);
  const form = forms.matmul(plan, { rows, columns, groups, quads });
  const x = pool.upload('x', packRows(wave(rows * terms), terms, activations));
  const integers = pool.storage('integers', 4 * rows * quantisedWords(terms));
  const most = pool.storage('most', 4 * rows);
  const call = form.call<Binding>({
    x: quantize ? integers : x,
    weights: buffers.map((bytes) => pool.upload('w', new Uint32Array(bytes.buffer))),
    bounds: pool.upload('bounds', Uint32Array.from(chunkBounds(plan))),
    ends: sumsTo(pool.storage('y', 16 * rows * quads * form.parts)),
  });
  return {
    name: `product M=${rows} ${activations} x ${weights}${quantize ? ' q8 activations' : ''}`,
    times: Math.max(1, Math.round(WORK / (rows * terms * columns))),
    dispatches(math) {
      const own = [form.source({ math, activations, weights, operands: true }), call] as const;
      if (!quantize) return [own];
      const sources = quantizeSources({ math, activations }, gpu.tuning);
      const calls = quantizeCalls<Binding>({ x, most, y: integers }, { rows, terms, mode: 'per-row' });
      return [[sources.most, calls.most], [sources.integers, calls.integers], own];
    },
  };
}

/** Elements that a submission is to make, about. */
const ELEMENTS = 2e6;

export function gateCase(
  pool: BufferPool,
  { rows, columns }: CaseSize,
  gate: 'silu' | 'gelu_tanh',
  activations: ActivationDtype,
): OperationCase {
  const partials = pool.upload('partials', wave(rows * 2 * columns));
  const call = swigluCall<Binding>(
    { partials, y: pool.storage('y', rows * columns * 4) },
    { rows, intermediate: columns, parts: 1 },
  );
  return {
    name: `${gate} M=${rows} ${activations}`,
    times: Math.max(1, Math.round(ELEMENTS / (rows * columns))),
    dispatches: (math) => [[swigluSource({ math, activations }, gate === 'silu' ? {} : { gate }), call]],
  };
}

export function ropeCase(pool: BufferPool, rows: number, activations: ActivationDtype): OperationCase {
  const heads = { heads: 9, kvHeads: 3, headDim: 64 };
  const width = 15 * 64;
  const call = ropeKvCall<Binding>(
    {
      partials: pool.upload('partials', wave(rows * width)),
      stepRows: pool.upload(
        'rows',
        Uint32Array.from({ length: 2 * rows }, (_, i) => i >> 1),
      ),
      angles: pool.upload('angles', wave(rows * 64)),
      q: pool.storage('q', rows * 9 * 64 * 4),
      k: pool.storage('k', rows * 3 * 64 * 4),
      v: pool.storage('v', rows * 3 * 64 * 4),
    },
    { rows, parts: 1 },
    heads,
  );
  return {
    name: `rope M=${rows} ${activations}`,
    times: Math.max(1, Math.round(ELEMENTS / (rows * width))),
    dispatches: (math) => [[ropeKvSource({ math, activations }, heads), call]],
  };
}

export function embedCase(
  pool: BufferPool,
  { rows, terms, columns }: CaseSize,
  activations: ActivationDtype,
  weights: PackedDtype,
): OperationCase {
  const { groups, quads, buffers } = matrixOf({ rows, terms, columns }, weights);
  const call = embedCall<Binding>(
    {
      tokens: pool.upload(
        'tokens',
        Uint32Array.from({ length: rows }, (_, i) => (i * 37) % columns),
      ),
      chosen: pool.storage('chosen', 16),
      table: buffers.map((bytes) => pool.upload('w', new Uint32Array(bytes.buffer))),
      x: pool.storage('x', rows * groups * 16),
    },
    { rows, groups, quads, chosenWords: 1 },
  );
  return {
    name: `embed M=${rows} ${activations} x ${weights}`,
    times: Math.max(1, Math.round(ELEMENTS / (rows * terms))),
    dispatches: (math) => [[embedSource({ math, activations, weights }, {}), call]],
  };
}
