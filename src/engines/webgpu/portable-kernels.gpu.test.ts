import { expect, test } from 'vitest';
import { type HostData, runOnce } from '../../gpu/run-once.ts';
import { describeOnGpu } from '../../gpu/testing/describe-on-gpu.ts';
import { embedCall, embedSource } from '../../kernels/embed.ts';
import { sumsTo } from '../../kernels/epilogues.ts';
import { planForms } from '../../kernels/forms.ts';
import { chunkBounds } from '../../kernels/matmul-kernel.ts';
import { quantisedForms } from '../../kernels/matmul-quantised.ts';
import { packMatrix, wholeColumns } from '../../kernels/pack.ts';
import { packRows, unpackRows, withoutPadding } from '../../kernels/packed-rows.ts';
import { quantisedWords, quantizeCalls, quantizeSources } from '../../kernels/quantize.ts';
import { ropeKvCall, ropeKvSource } from '../../kernels/rope_kv.ts';
import { swigluCall, swigluSource } from '../../kernels/swiglu.ts';
import { kernelCache } from '../../kernels/testing/kernel-cache.ts';
import { asFloats, asWords, differingAt } from '../../kernels/testing/layout.ts';
import { convertTensor } from '../../kernels/weight-formats.ts';
import type { StoredTensor } from '../../model/checkpoint.ts';
import { blocksOf } from '../../model/quantise.ts';
import { ACTIVATION_DTYPES, type ActivationDtype, type PackedDtype } from '../../numerics/dtypes.ts';
import { matmulPlan } from '../../numerics/matmul-plan.ts';
import { PORTABLE } from '../../numerics/portable/constants.ts';
import { divide, exp, kept, times, timesAdd } from '../../numerics/portable/portable-math.ts';
import { randomValues } from '../../numerics/testing/arbitraries.ts';
import { replayArithmetic } from '../cpu/arithmetic.ts';
import { quantisedProduct, quantiseRows } from '../cpu/cpu-products.ts';

const { fround } = Math;
const { LEAST } = PORTABLE;

/** What rules on small numbers are about, on both sides of each; with what is near, sums of them cancel. */
const EDGES = [
  -0,
  LEAST,
  -LEAST,
  LEAST * (1 - 2 ** -9),
  LEAST * (1 - 2 ** -8),
  -LEAST / 2,
  2 ** -100,
  2 ** -126,
  2 ** -130,
  -(2 ** -149),
];

/** Random values, every fifth of them at an edge, every seventh a large one and then its opposite. */
function edgy(length: number, seed: number): Float32Array<ArrayBuffer> {
  const values = randomValues(length, seed);
  return values.map((x, i) => {
    if (i % 5 === 3) return EDGES[(i + seed) % EDGES.length];
    return i % 7 < 2 ? (i % 7 === 0 ? 4096 : -4096) : x;
  });
}

/** What sums may be: no such number is subnormal. */
const sums = (length: number, seed: number) =>
  edgy(length, seed).map((x) => (Math.abs(x) < 2 ** -125 ? 0 : x));

const arithmetic = (dtype: ActivationDtype) => replayArithmetic(dtype, 'unfused', 'portable');

const TERMS = 192; // two chunks of 64 and one more, six blocks
const COLUMNS = 22;
/** Each prelude of activations and of weights, and each pair that a product could be exact in. */
const DTYPES = [
  ['f32', 'f32'],
  ['f32', 'bf16'],
  ['bf16', 'bf16'],
  ['bf16', 'q4'],
  ['f16', 'f16'],
  ['f16', 'f32'],
  ['f32', 'q8'],
] as const satisfies readonly (readonly [ActivationDtype, PackedDtype])[];

await describeOnGpu('portable kernels have the bits of their replay', (gpu) => {
  const compile = kernelCache(gpu);

  function tensorOf(rows: number, terms: number): StoredTensor {
    const bytes = new Uint8Array(
      edgy(rows * terms, terms).map((x) => (Math.abs(x) > 100 ? x / 64 : x)).buffer,
    );
    return { name: 'w', dtype: 'F32', shape: [rows, terms], bytes };
  }

  /** (rows, terms) as a step stores them. */
  const stored = (rows: number, terms: number, dtype: ActivationDtype) =>
    edgy(rows * terms, rows).map(arithmetic(dtype).store);

  // A form takes a software adapter a second to compile.
  const few = DTYPES.filter(([activations]) => activations !== 'f16').slice(0, 3);
  for (const [rows, dtypes] of [
    [1, few],
    [7, few],
    [33, DTYPES],
  ] as const)
    test.each(dtypes)(`products, M = ${rows}: %s x %s`, async (activations, weights) => {
      const tensor = tensorOf(COLUMNS, TERMS);
      const plan = matmulPlan('portable', { rows, terms: TERMS, columns: COLUMNS, parallelism: 64 });
      const { groups, quads, buffers } = packMatrix(wholeColumns(tensor), TERMS, weights);
      const x = stored(rows, TERMS, activations);
      const form = planForms(gpu.tuning).matmul(plan, { rows, columns: COLUMNS, groups, quads });
      const source = form.source({ math: 'portable', activations, weights });
      const call = form.call<HostData>({
        x: packRows(x, TERMS, activations),
        weights: buffers.map(asWords),
        bounds: Uint32Array.from(chunkBounds(plan)),
        ends: sumsTo(new Float32Array(form.parts * rows * quads * 4)),
      });
      const [bits] = await runOnce(gpu, await compile(source), call);
      const w = convertTensor(tensor, weights).map(kept);
      const { dot } = arithmetic(activations);
      const due = Float32Array.from({ length: rows * COLUMNS }, (_, i) =>
        dot(plan, w, (i % COLUMNS) * TERMS, x, Math.floor(i / COLUMNS) * TERMS),
      );
      expect(form.parts).toBe(1);
      expect(differingAt(withoutColumns(asFloats(bits), quads * 4, COLUMNS), due)).toEqual([]);
    });

  test.each(['q8', 'q4'] as const)('products of q8 activations by %s', async (weights) => {
    const [rows, activations] = [7, 'f32'] as const;
    const tensor = tensorOf(COLUMNS, TERMS);
    const plan = matmulPlan('portable', { rows, terms: TERMS, columns: COLUMNS, parallelism: 64 });
    const { groups, quads, buffers } = packMatrix(wholeColumns(tensor), TERMS, weights);
    const form = quantisedForms(gpu.tuning).matmul(plan, { rows, columns: COLUMNS, groups, quads });
    const x = stored(rows, TERMS, activations);
    const sources = quantizeSources({ math: 'portable', activations }, gpu.tuning);
    const shape = { rows, terms: TERMS, mode: 'per-row' } as const;
    const most = new Uint32Array(rows);
    const y = new Uint32Array(rows * quantisedWords(TERMS));
    const first = quantizeCalls<HostData>({ x, most, y }, shape).most;
    const [largest] = await runOnce(gpu, await compile(sources.most), first);
    const second = quantizeCalls<HostData>({ x, most: largest, y }, shape).integers;
    const [integers] = await runOnce(gpu, await compile(sources.integers), second);
    const call = form.call<HostData>({
      x: integers,
      weights: buffers.map(asWords),
      bounds: Uint32Array.from(chunkBounds(plan)),
      ends: sumsTo(new Float32Array(form.parts * rows * quads * 4)),
    });
    const kernel = await compile(form.source({ math: 'portable', activations, weights }));
    const [bits] = await runOnce(gpu, kernel, call);
    const blocks = blocksOf(tensor, weights === 'q8' ? 'Q8_0' : 'Q4_0');
    const xs = Array.from({ length: rows }, (_, i) => x.subarray(i * TERMS, (i + 1) * TERMS));
    const due = quantiseRows('per-row', xs).flatMap((row) => [
      ...quantisedProduct(plan, 'unfused', row, blocks),
    ]);
    const parts = Array.from({ length: form.parts }, (_, part) =>
      withoutColumns(
        asFloats(bits.slice(part * rows * quads * 4, (part + 1) * rows * quads * 4)),
        quads * 4,
        COLUMNS,
      ),
    );
    const found = parts.reduce((total, part) => total.map((sum, i) => fround(sum + part[i])));
    expect(differingAt(found, Float32Array.from(due))).toEqual([]);
  });

  test.each(
    ACTIVATION_DTYPES.flatMap((dtype) =>
      (['f32', 'bf16', 'q4'] as const).map((weights) => [dtype, weights] as const),
    ),
  )('embedding, %s of %s, multiplied', async (activations, weights) => {
    const [vocabulary, terms, scale] = [22, 64, 6.5];
    const tensor = tensorOf(vocabulary, terms);
    const { groups, quads, buffers } = packMatrix(wholeColumns(tensor), terms, weights);
    const tokens = Uint32Array.from({ length: vocabulary }, (_, i) => i);
    const x = new Uint32Array((vocabulary * terms) / (activations === 'f32' ? 1 : 2));
    const call = embedCall<HostData>(
      { tokens, chosen: new Uint32Array(1), table: buffers.map(asWords), x },
      { rows: vocabulary, groups, quads, chosenWords: 1 },
    );
    const source = embedSource({ math: 'portable', activations, weights }, { embeddingScale: scale });
    const [bits] = await runOnce(gpu, await compile(source), call);
    const { store } = arithmetic(activations);
    const due = convertTensor(tensor, weights).map((w) => store(times(kept(w), scale)));
    expect(differingAt(unpackRows(bits, activations), due)).toEqual([]);
  });

  test.each(ACTIVATION_DTYPES)('rotation, %s', async (dtype) => {
    const [rows, heads, kvHeads, headDim] = [7, 2, 1, 8];
    const columns = (heads + 2 * kvHeads) * headDim;
    const partials = sums(rows * columns, 5);
    const angles = edgy(rows * headDim, 6).map((x) => (Math.abs(x) > 1 ? 1 : x));
    const held = (count: number) => new Uint32Array((rows * count * headDim) / (dtype === 'f32' ? 1 : 2));
    const stepRows = Uint32Array.from({ length: 2 * rows }, (_, i) => i >> 1);
    const config = { heads, kvHeads, headDim };
    const buffers = { partials, stepRows, angles, q: held(heads), k: held(kvHeads), v: held(kvHeads) };
    const kernel = await compile(ropeKvSource({ math: 'portable', activations: dtype }, config));
    const found = await runOnce(gpu, kernel, ropeKvCall<HostData>(buffers, { rows, parts: 1 }, config));
    const { store } = arithmetic(dtype);
    const half = headDim / 2;
    const turned = (row: number, column: number) => {
      const d = column % headDim;
      const [cos, sin] = [0, 1].map((i) => kept(angles[row * headDim + 2 * (d % half) + i]));
      const partner = partials[row * columns + (d < half ? column + half : column - half)];
      return store(
        timesAdd(partials[row * columns + column], cos, times(d < half ? -partner : partner, sin)),
      );
    };
    const due = (from: number, count: number, of: (row: number, column: number) => number) =>
      Float32Array.from({ length: rows * count * headDim }, (_, i) =>
        of(Math.floor(i / (count * headDim)), from * headDim + (i % (count * headDim))),
      );
    const [q, k, v] = found.map((bits) => unpackRows(bits, dtype));
    expect(differingAt(q, due(0, heads, turned))).toEqual([]);
    expect(differingAt(k, due(heads, kvHeads, turned))).toEqual([]);
    const plain = (row: number, column: number) => store(partials[row * columns + column]);
    expect(differingAt(v, due(heads + kvHeads, kvHeads, plain))).toEqual([]);
  });

  const GELU = { cube: fround(0.044715), twice: fround(1.5957691216057308) };
  const gates = {
    silu: (x: number) => divide(x, fround(1 + exp(-x))),
    gelu_tanh: (x: number) => {
      const inner = fround(x + times(GELU.cube, times(times(x, x), x)));
      return divide(x, fround(1 + exp(-times(GELU.twice, inner))));
    },
  };

  test.each(
    ACTIVATION_DTYPES.flatMap((dtype) =>
      (['silu', 'gelu_tanh'] as const).map((gate) => [gate, dtype] as const),
    ),
  )('%s times up, %s', async (gate, dtype) => {
    const [rows, intermediate] = [7, 64];
    const partials = sums(2 * rows * intermediate, 7).map((x, i) => (i % 11 === 0 ? 40 * x : x));
    const y = new Uint32Array((rows * intermediate) / (dtype === 'f32' ? 1 : 2));
    const source = swigluSource({ math: 'portable', activations: dtype }, gate === 'silu' ? {} : { gate });
    const call = swigluCall<HostData>({ partials, y }, { rows, intermediate, parts: 1 });
    const [bits] = await runOnce(gpu, await compile(source), call);
    const { store } = arithmetic(dtype);
    const due = Float32Array.from({ length: rows * intermediate }, (_, i) => {
      const at = Math.floor(i / intermediate) * 2 * intermediate + (i % intermediate);
      return store(times(gates[gate](partials[at]), partials[at + intermediate]));
    });
    const found = withoutPadding(unpackRows(bits, dtype), intermediate);
    expect(differingAt(found, due)).toEqual([]);
  });
});

/** Rows of so many columns, without what pads them. */
function withoutColumns(values: Float32Array, stride: number, columns: number): Float32Array<ArrayBuffer> {
  const rows = values.length / stride;
  return Float32Array.from(
    { length: rows * columns },
    (_, i) => values[Math.floor(i / columns) * stride + (i % columns)],
  );
}
