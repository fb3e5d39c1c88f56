import { afterAll, beforeAll, test } from 'vitest';
import { describeOnGpu } from '../gpu/testing/describe-on-gpu.ts';
import { REFERENCE_NAMES } from '../model/testing/references.ts';
import { expectReference } from './testing/expect-reference.ts';
import { WebGpuEngine } from './webgpu/webgpu-engine.ts';

await describeOnGpu('references computed by others', (gpu) => {
  let engine: WebGpuEngine;

  beforeAll(() => {
    engine = new WebGpuEngine(gpu);
  });

  afterAll(() => engine.destroy());

  test.each(REFERENCE_NAMES)(
    '%s: its logits, its greedy tokens, and the same bits at any M',
    async (name) => {
      await expectReference(engine, name);
    },
  );
});
