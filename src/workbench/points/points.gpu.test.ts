import { afterEach, expect, test } from 'vitest';
import { describeOnGpu } from '../../gpu/testing/describe-on-gpu.ts';
import { KERNEL_SETS, type KernelSet, LIBRARY_SETS, rulesOf } from '../../numerics/sets/sets.ts';
import { planRuns } from '../cases/plans.ts';
import { type CaseSetup, INITIAL_SETUP, initialDimensions, MOST_ROWS } from '../cases/setup.ts';
import type { Point } from './point.ts';
import { GpuPoints } from './points.ts';

/** Small enough for a software adapter, large enough for variant plans to change with M. */
const PRODUCT: CaseSetup = { ...INITIAL_SETUP, dimensions: { terms: 432, columns: 70 } };
const NORM: CaseSetup = { ...INITIAL_SETUP, operation: 'rmsnorm', dimensions: { hidden: 500 } };
const ATTENTION: CaseSetup = {
  ...INITIAL_SETUP,
  operation: 'attention',
  dimensions: { ...initialDimensions('attention'), context: 200 },
  parallelism: 16,
};

await describeOnGpu('points', (gpu) => {
  let open: GpuPoints | null = null;

  afterEach(() => {
    open?.destroy();
    open = null;
  });

  async function pointsOf(setup: CaseSetup, rows: readonly number[]) {
    open?.destroy();
    const opened = await GpuPoints.open(gpu, setup);
    open = opened;
    const points: Point[] = [];
    for (const m of rows) points.push(await opened.at(m));
    return points;
  }

  test('matmul, K = 432, N = 70, variant: bits change where the plan does, and nowhere else', async () => {
    const all = Array.from({ length: MOST_ROWS }, (_, i) => i + 1);
    const points = await pointsOf(PRODUCT, all);
    const changes = all.filter((m) => m > 1 && points[m - 1].hash !== points[m - 2].hash);
    const planned = planRuns(PRODUCT).slice(1);
    expect(changes).toEqual(planned.map(({ from }) => from));
    expect(changes).toEqual([2, 33, 65, 97]);
    expect(points.map(({ check }) => check?.differing)).toEqual(all.map(() => 0));
  });

  test.each(KERNEL_SETS.filter((set) => rulesOf(set).batchInvariant))(
    '%s: one hash for every M, in every operation',
    async (set: KernelSet) => {
      // What a dtype changes is its kernels' matter, and tested beside them.
      for (const setup of [PRODUCT, NORM, ATTENTION]) {
        const points = await pointsOf({ ...setup, set, dtype: 'bf16' }, [1, 2, 7, 9, 17, 33, 65, 128]);
        expect(new Set(points.map(({ hash }) => hash)).size, setup.operation).toBe(1);
        expect(points.every(({ differing }) => differing === 0)).toBe(true);
      }
    },
  );

  test.each(LIBRARY_SETS)('%s: a replay of its plans explains the bits', async (set) => {
    const [one, few, many] = await pointsOf({ ...PRODUCT, set, dimensions: { terms: 600, columns: 70 } }, [
      ...[1, 8, 33],
    ]);
    expect([one, few, many].map(({ check }) => check?.differing)).toEqual([0, 0, 0]);
    const long = { ...ATTENTION, set, dimensions: { ...ATTENTION.dimensions, context: 600 } } as const;
    for (const { check, elements } of await pointsOf({ ...long, dtype: 'bf16' }, [1, 8, 33]))
      expect(check?.differing).toBeLessThan(elements / 8);
  });

  test('variant attention differs from M = 1 once fewer splits are left', async () => {
    const [one, two, many] = await pointsOf({ ...ATTENTION, dtype: 'f32' }, [1, 2, 128]);
    expect(one.differing).toBe(0);
    expect(two.differing).toBeGreaterThan(0);
    expect(many.differing).toBeGreaterThan(0);
    expect(many.first).not.toBeNull();
  });

  test('a replay explains the rows: bit for bit for products, within few ulp where exp or a root come in', async () => {
    const [norm] = await pointsOf({ ...NORM, dtype: 'f32' }, [1]);
    expect(norm.check?.maxUlp).toBeLessThan(8);
    const [attention] = await pointsOf({ ...ATTENTION, dtype: 'bf16' }, [5]);
    expect(attention.check?.differing).toBeLessThan(attention.elements / 8);
  });

  test('times a step, by a source that it names', async () => {
    await pointsOf(PRODUCT, [1]);
    const time = await open?.time(8, new AbortController().signal);
    expect(time?.samples.length).toBeGreaterThan(2);
    expect(time?.median).toBeGreaterThan(0);
    expect(['timestamps', 'clock']).toContain(time?.source);
  });
});
