import { expect, test } from 'vitest';
import { RUNTIME } from '../gpu/open-gpu.node.ts';
import { describeOnGpu } from '../gpu/testing/describe-on-gpu.ts';
import { censusRuntime } from './runtime.ts';
import { takeCensus } from './take-census.ts';

await describeOnGpu('takeCensus', (gpu) => {
  test('x', async () => {
    const census = await takeCensus(gpu, { runtime: censusRuntime(RUNTIME), on: '2026-11-30' });
    expect(census.schema).toBe('census@1');
  });
});
