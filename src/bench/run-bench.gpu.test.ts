import { expect, test } from 'vitest';
import { openNodeOrtEngine } from '../engines/ort/open-ort.node.ts';
import { openNodeGpu } from '../gpu/open-gpu.node.ts';
import { describeOnGpu } from '../gpu/testing/describe-on-gpu.ts';
import { syntheticCheckpoint } from '../model/testing/synthetic.ts';
import { decodes, prefills } from './case-lists.ts';
import { BENCH_ENGINES, type BenchPlan } from './report.ts';
import { type BenchSetting, runBench } from './run-bench.ts';

/** Of as many rows in both, so that the second case finds the first one's kernels compiled. */
const PLAN: BenchPlan = {
  model: { shipped: 'synthetic' },
  engines: BENCH_ENGINES,
  cases: [...decodes([3], [20, 500]), ...prefills([3])],
  repeats: 3,
  longest: 60_000,
  activations: 'bf16',
  operations: true,
  limits: true,
};

// A bench ends its device, so each has one of its own.
await describeOnGpu('a bench of a small random model', () => {
  const setting = async (): Promise<BenchSetting> => ({
    gpu: await openNodeGpu(),
    model: { name: 'synthetic', checkpoint: syntheticCheckpoint({}, { seed: 1, dtype: 'BF16' }) },
    openOrt: openNodeOrtEngine,
    host: 'a test',
  });

  test('times every engine in every case that the model has room for, and every operation against the limit', async () => {
    const told: string[] = [];
    const options = {
      ...(await setting()),
      onProgress: ({ doing }: { doing: string }) => void told.push(doing),
    };
    const { cases, leftOut, limits, notes } = await runBench(PLAN, options);
    expect(leftOut).toEqual(decodes([3], [500]));
    expect(notes.join(' ')).toContain('The model takes 256 positions');
    expect(limits?.copy).toBeGreaterThan(1e8);
    expect(limits?.multiplyAdd).toBeGreaterThan(1e8);
    expect(cases.map(({ times }) => times.map(({ engine }) => engine))).toEqual([
      BENCH_ENGINES,
      BENCH_ENGINES,
    ]);
    for (const { times, yardstick, operations } of cases) {
      for (const lists of [yardstick.wall, ...times.map(({ wall }) => wall)]) {
        expect(lists).toHaveLength(3);
        expect(Math.min(...lists)).toBeGreaterThan(0);
      }
      expect(operations.map(({ engine }) => engine)).toEqual(['variant', 'invariant', 'pinned', 'fast']);
      for (const { times: rows } of operations) {
        expect(rows.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1);
        // A new operation needs a line in operation-work.ts.
        expect(rows.filter(({ ofLimit }) => ofLimit === null)).toEqual([]);
      }
    }
    expect(new Set(told)).toEqual(new Set(['preparing', 'decode 3 at context 20', 'prefill 3']));
  });

  test('ends before the next step once it is aborted', async () => {
    const stop = new AbortController();
    const onProgress = () => stop.abort(new Error('enough'));
    const running = runBench(PLAN, { ...(await setting()), signal: stop.signal, onProgress });
    await expect(running).rejects.toThrow('enough');
  });
});
