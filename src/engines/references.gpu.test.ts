import { afterAll, beforeAll, test } from 'vitest';
import { describeOnGpu } from '../gpu/testing/describe-on-gpu.ts';
import { COMMON_REFERENCES, expectReference } from './testing/expect-reference.ts';
import { WebGpuEngine } from './webgpu/webgpu-engine.ts';

await describeOnGpu('references computed by others', (gpu) => {
  let engine: WebGpuEngine;

  beforeAll(() => {
    engine = new WebGpuEngine(gpu);
  });

  afterAll(() => engine.destroy());

  test.each(COMMON_REFERENCES)(
    '%s: its logits, its greedy tokens, and the same bits at any M',
    async (name) => {
      await expectReference(engine, name);
    },
  );
});
