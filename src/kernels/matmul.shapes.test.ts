import { beforeAll, describe, expect, test } from 'vitest';
import { compileOnce } from '../gpu/kernel.ts';
import { probeMultiplyAdd } from '../gpu/probe.ts';
import { bothTunings } from '../gpu/testing/both-tunings.ts';
import { describeOnGpu } from '../gpu/testing/describe-on-gpu.ts';
import { modelGraph } from '../model/model-graph.ts';
import { MATMULS } from '../model/operations.ts';
import { SHAPES } from '../model/shapes.ts';
import { ACTIVATION_DTYPES } from '../numerics/dtypes.ts';
import type { MultiplyAddRule } from '../numerics/fma.ts';
import { matmulPlan } from '../numerics/matmul-plan.ts';
import type { KernelSet } from '../numerics/sets/sets.ts';
import { randomValues } from '../numerics/testing/arbitraries.ts';
import { planForms } from './forms.ts';
import type { CompileOnce } from './testing/kernel-cache.ts';
import { differingAt } from './testing/layout.ts';
import { RealProduct } from './testing/real-product.ts';
import { REAL_SHAPES } from './testing/real-shapes.ts';

/** M of a layer's products, and of the head's, which has most of the columns. */
const ROWS = { all: [1, 8, 17, 33], sampled: [1, 8] } as const;
const CHECKED_COLUMNS = 6;

const BF16 = { activations: 'bf16', weights: 'bf16' } as const;
const F32 = { activations: 'f32', weights: 'bf16' } as const;
/** Sums alone follow from K and N; both dtypes of x at the sizes that take no minutes, and every pair at nano's. */
const QUICK = 1e6;
const PAIRS = ACTIVATION_DTYPES.flatMap((activations) =>
  (['bf16', 'f32'] as const).map((weights) => ({ activations, weights })),
);

/** Every product of every shape, each K and N once. */
const PRODUCTS = [
  ...new Map(
    REAL_SHAPES.flatMap((shape) =>
      MATMULS.map((name) => {
        const { terms, columns, rows } = modelGraph(SHAPES[shape].config).matmul[name];
        const some = terms * columns < QUICK ? [BF16, F32] : [BF16];
        const dtypes = shape === 'nano' ? PAIRS : some;
        return [`${terms} ${columns}`, { shape, name, terms, columns, ms: ROWS[rows], dtypes }] as const;
      }),
    ),
  ).values(),
];

await describeOnGpu('products of real sizes', (device) => {
  const compile: CompileOnce = (source) => compileOnce(device.device, source);
  let rule: MultiplyAddRule;

  beforeAll(async () => {
    rule = await probeMultiplyAdd(device);
  });

  /** The ends, and some in between: where a tile, a word or an index would go wrong. */
  function checked(columns: number): number[] {
    const inner = randomValues(CHECKED_COLUMNS - 3, columns);
    return [0, columns - 1, columns - 65, ...Array.from(inner, (x) => Math.floor(((x + 1) / 2) * columns))];
  }

  describe.each(PRODUCTS)('$shape $name: K = $terms, N = $columns', ({ terms, columns, ms, dtypes }) => {
    const parallelism = 64;
    const planOf = (set: KernelSet, rows: number) => matmulPlan(set, { terms, columns, rows, parallelism });

    test.each(dtypes)('$activations x $weights', async (dtype) => {
      const most = Math.max(...ms);
      const product = new RealProduct(device, { terms, columns }, dtype, most);
      for (const [tuned, gpu] of bothTunings(device)) {
        const forms = planForms(gpu.tuning);
        const run = (set: KernelSet, rows: number, first = 0, count = rows) =>
          product.run(forms, compile, planOf(set, rows), { first, rows: count });
        const check = async (set: KernelSet, rows: number) => {
          const { form, y } = await run(set, rows);
          for (const row of new Set([0, rows - 1])) {
            const at = checked(columns);
            const found = Float32Array.from(at, (column) => y[row * columns + column]);
            const expected = Float32Array.from(at, (column) =>
              product.replay(planOf(set, rows), rule, row, column),
            );
            expect(
              differingAt(found, expected),
              `${tuned}, ${set}, M = ${rows}, row ${row}, ${form}`,
            ).toEqual([]);
          }
          return { form, y };
        };
        const alone = new Map<number, Float32Array>();
        for (const rows of ms) alone.set(rows - 1, (await run('invariant', 1, rows - 1)).y);
        for (const rows of ms) {
          const { form, y } = await check('invariant', rows);
          for (const row of [0, rows - 1]) {
            const own = y.subarray(row * columns, (row + 1) * columns);
            const where = `${tuned}, row ${row} of ${rows}, ${form}`;
            expect(differingAt(own, alone.get(row)!), where).toEqual([]);
          }
        }
        for (const set of ['variant', 'pinned'] as const)
          for (const rows of [1, 8].slice(0, ms.length - 1)) await check(set, rows);
      }
      product.destroy();
    });
  });
});
