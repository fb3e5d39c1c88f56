import { beforeAll, expect, test } from 'vitest';
import { probeMultiplyAdd } from '../gpu/probe.ts';
import type { HostData } from '../gpu/run-once.ts';
import { runOnce } from '../gpu/run-once.ts';
import { describeOnGpu } from '../gpu/testing/describe-on-gpu.ts';
import type { ActivationDtype, PackedDtype } from '../numerics/dtypes.ts';
import type { MultiplyAddRule } from '../numerics/fma.ts';
import { matmulPlan } from '../numerics/matmul-plan.ts';
import type { SumPlan } from '../numerics/plan.ts';
import { replaySum } from '../numerics/replay.ts';
import { sumsTo } from './epilogues.ts';
import { matmulKernel } from './matmul.ts';
import { blockForm } from './matmul-block.ts';
import { chunkBounds, type MatmulKernel, type Product } from './matmul-kernel.ts';
import { type PackedMatrix, packMatrix, wholeColumns } from './pack.ts';
import { packRows } from './packed-rows.ts';
import { endingForms, formsOf } from './testing/each-form.ts';
import { kernelCache } from './testing/kernel-cache.ts';
import { asFloats, asWords, differingAt, randomActivations, randomTensor } from './testing/layout.ts';
import { convertTensor } from './weight-formats.ts';

const ROWS = [1, 2, 3, 7, 8, 9, 17, 33];
/** Rows of x that a product holds; a run uses the leading ones. */
const MOST_ROWS = 129;
/**
 * K and N: one short chunk, a short last chunk, no multiple of four, many chunks; and 9, 14, 27 and 108 groups of four terms, so
 * that every remainder of a run of 16 lanes occurs.
 */
const SIZES = [
  { terms: 36, columns: 10 },
  { terms: 54, columns: 70 },
  { terms: 108, columns: 50 },
  { terms: 432, columns: 70 },
];
/**
 * Each prelude of activations and of weights, and two with either of them in common, so that none can stand for another: what reads
 * x knows nothing of what reads weights, and a form takes a software adapter a second to compile.
 */
const DTYPES = [
  { activations: 'bf16', weights: 'bf16' },
  { activations: 'bf16', weights: 'f16' },
  { activations: 'f32', weights: 'bf16' },
  { activations: 'f16', weights: 'f32' },
  { activations: 'f32', weights: 'q8' },
  { activations: 'bf16', weights: 'q4' },
] as const satisfies readonly { activations: ActivationDtype; weights: PackedDtype }[];

interface Case {
  readonly terms: number;
  readonly columns: number;
  readonly dtypes: { readonly activations: ActivationDtype; readonly weights: PackedDtype };
  readonly x: HostData;
  readonly w: PackedMatrix;
  /** (rows, columns): what the replay of a plan gives. */
  readonly replay: (plan: SumPlan, rows: number) => Float32Array<ArrayBuffer>;
}

await describeOnGpu('matmul', (gpu) => {
  const compile = kernelCache(gpu);
  let rule: MultiplyAddRule;

  beforeAll(async () => {
    rule = await probeMultiplyAdd(gpu);
  });

  function productOf(size: (typeof SIZES)[number], activations: ActivationDtype, weights: PackedDtype): Case {
    const { terms, columns } = size;
    const x = randomActivations(MOST_ROWS * terms, terms, activations);
    const tensor = randomTensor([columns, terms], columns, weights);
    const w = convertTensor(tensor, weights);
    const replay = (plan: SumPlan, rows: number) =>
      Float32Array.from({ length: rows * columns }, (_, i) =>
        replaySum(plan, rule, w, (i % columns) * terms, x, Math.floor(i / columns) * terms),
      );
    const packed = packMatrix(wholeColumns(tensor), terms, weights);
    return {
      ...size,
      dtypes: { activations, weights },
      x: packRows(x, terms, activations),
      w: packed,
      replay,
    };
  }

  const sizeOf = ({ columns, w: { groups, quads } }: Case, rows: number): Product => ({
    ...{ rows, columns, groups, quads },
  });

  /** As the adapter likes it. */
  const usual = (plan: SumPlan, of: Case, rows: number) => matmulKernel(plan, sizeOf(of, rows), gpu.tuning);

  /** (rows, columns) outputs, partial sums of all parts added in index order. */
  async function multiply(run: MatmulKernel, of: Case, plan: SumPlan, rows: number) {
    const { x, w, columns, dtypes } = of;
    const { quads } = w;
    const call = run.call<HostData>({
      x: x.subarray(0, (x.length / MOST_ROWS) * rows) as HostData,
      weights: w.buffers.map(asWords),
      bounds: Uint32Array.from(chunkBounds(plan)),
      ends: sumsTo(new Float32Array(run.parts * rows * quads * 4).fill(Number.NaN)),
    });
    const [bits] = await runOnce(gpu, await compile(run.source(dtypes)), call);
    const partials = asFloats(bits);
    return Float32Array.from({ length: rows * columns }, (_, i) => {
      const at = Math.floor(i / columns) * quads * 4 + (i % columns);
      const parts = Array.from({ length: run.parts }, (_, part) => partials[part * rows * quads * 4 + at]);
      return parts.reduce((a, b) => Math.fround(a + b));
    });
  }

  test.each(DTYPES)(
    "invariant plan, $activations x $weights: all forms have one another's bits and the replay's",
    async ({ activations, weights }) => {
      // One pair of dtypes everywhere; of the others what their preludes differ in.
      const whole = activations === 'bf16' && weights === 'bf16';
      for (const size of whole ? SIZES : SIZES.slice(3)) {
        const product = productOf(size, activations, weights);
        const plan = matmulPlan('invariant', { ...size, rows: 1, parallelism: 64 });
        const expected = product.replay(plan, Math.max(...ROWS));
        for (const rows of whole ? ROWS : [1, 9]) {
          const { sharedRows } = gpu.tuning;
          // Where threads may read for each other, they read for themselves too.
          const alone = whole && sharedRows ? [blockForm(plan, sizeOf(product, rows), false, false)] : [];
          for (const run of [...formsOf(plan, sizeOf(product, rows), sharedRows), ...alone]) {
            const found = await multiply(run, product, plan, rows);
            const where = `K=${size.terms} N=${size.columns} M=${rows} ${run.form} parts=${run.parts}`;
            expect(differingAt(found, expected.subarray(0, found.length)), where).toEqual([]);
          }
        }
      }
    },
  );

  test.each(DTYPES)(
    'variant plans, $activations x $weights: each M in the form it gets has the bits of its own replay',
    async ({ activations, weights }) => {
      for (const size of SIZES) {
        const product = productOf(size, activations, weights);
        for (const rows of [1, 3, 8, 17]) {
          const plan = matmulPlan('variant', { ...size, rows, parallelism: 64 });
          const runs =
            rows === 1
              ? endingForms(plan, sizeOf(product, rows), gpu.tuning.sharedRows)
              : [usual(plan, product, rows)];
          for (const run of runs) {
            const found = await multiply(run, product, plan, rows);
            const where = `K=${size.terms} N=${size.columns} M=${rows} ${run.form}`;
            expect(differingAt(found, product.replay(plan, rows)), where).toEqual([]);
          }
        }
      }
    },
  );

  test('tree plan: all forms have one another’s bits and the replay’s, with leaves that fill no whole level', async () => {
    // 14 leaves of 32 terms, the last of them shorter; and two.
    for (const size of [SIZES[3], SIZES[1]]) {
      const product = productOf(size, 'bf16', 'bf16');
      const plan = matmulPlan('tree', { ...size, rows: 1, parallelism: 64 });
      const expected = product.replay(plan, 33);
      const { chunkTree, ...inOrder } = plan;
      expect(chunkTree).toBe('binary');
      const differing = differingAt(expected, product.replay(inOrder, 33));
      expect(differing.length > 0).toBe(plan.chunks.length > 2);
      for (const rows of [1, 2, 9, 33]) {
        for (const run of endingForms(plan, sizeOf(product, rows), gpu.tuning.sharedRows)) {
          const found = await multiply(run, product, plan, rows);
          const where = `K=${size.terms} M=${rows} ${run.form}`;
          expect(differingAt(found, expected.subarray(0, found.length)), where).toEqual([]);
        }
      }
    }
  });

  test('invariant plan, bf16: the replay also predicts M = 64, 65 and 129', async () => {
    const product = productOf(SIZES[3], 'bf16', 'bf16');
    const plan = matmulPlan('invariant', { ...SIZES[3], rows: 1, parallelism: 64 });
    for (const rows of [64, 65, 129]) {
      const found = await multiply(usual(plan, product, rows), product, plan, rows);
      expect(differingAt(found, product.replay(plan, rows)), `M=${rows}`).toEqual([]);
    }
  });

  test('pinned plan: one chunk in the one tile has the bits of the replay', async () => {
    const product = productOf(SIZES[3], 'bf16', 'bf16');
    const plan = matmulPlan('pinned', { ...SIZES[3], rows: 1, parallelism: 64 });
    const runs = ROWS.map((rows) => usual(plan, product, rows));
    expect(new Set(runs.map(({ form }) => form)).size).toBe(1);
    for (const [i, rows] of ROWS.entries()) {
      const found = await multiply(runs[i], product, plan, rows);
      expect(differingAt(found, product.replay(plan, rows)), `M=${rows}`).toEqual([]);
    }
  });

  test('negative control: K = 432, N = 70 under the variant set differs in bits between M = 1, 8 and 64', async () => {
    const product = productOf(SIZES[3], 'bf16', 'bf16');
    const firstRows = await Promise.all(
      [1, 8, 64].map((planned) => {
        const plan = matmulPlan('variant', { ...SIZES[3], rows: planned, parallelism: 64 });
        return multiply(usual(plan, product, planned), product, plan, 1);
      }),
    );
    const [one, eight, many] = firstRows;
    expect(differingAt(one, eight)).not.toEqual([]);
    expect(differingAt(eight, many)).not.toEqual([]);
    expect(differingAt(one, many)).not.toEqual([]);
  });
});
