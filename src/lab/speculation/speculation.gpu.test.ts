import { expect, test } from 'vitest';
import { WebGpuEngine } from '../../engines/webgpu/webgpu-engine.ts';
import { describeOnGpu } from '../../gpu/testing/describe-on-gpu.ts';
import { runExperiment } from '../run.ts';
import { nanoWithPico, speculating } from '../testing/speculated.ts';

/** By the table nobody drafts for one alone, whose steps are computed ahead then. */
const LENGTHS = [1, 3, 8, { table: [{ requests: 2, k: 3 }] }];

await describeOnGpu('speculation', (gpu) => {
  test.each([
    ['ngram', 0],
    ['pico', 0],
    ['pico', 0.8],
  ])(
    '%s at temperature %d: streams are those of plain decoding in every bit, alone and in company',
    async (draft, temperature) => {
      const model = await nanoWithPico();
      const experiment = speculating(
        LENGTHS.map((k) => ({ draft, k })),
        { temperature, tokens: 20 },
      );
      const { record } = await runExperiment({ experiment, model, engine: new WebGpuEngine(gpu) });
      const found = new Map<string, Set<string>>();
      for (const { requests } of record.arms)
        for (const { id, fingerprint } of requests)
          found.set(id, (found.get(id) ?? new Set()).add(fingerprint));
      expect([...found.values()].map(({ size }) => size)).toEqual([1, 1, 1, 1]);
      const drafted = record.arms.reduce((sum, { speculation }) => sum + (speculation?.drafted ?? 0), 0);
      expect(drafted).toBeGreaterThan(0);
    },
  );
});
