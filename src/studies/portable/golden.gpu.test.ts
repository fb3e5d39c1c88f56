import { afterAll, expect, test } from 'vitest';
import { WebGpuEngine } from '../../engines/webgpu/webgpu-engine.ts';
import { describeOnGpu } from '../../gpu/testing/describe-on-gpu.ts';
import { SHORT_CASES } from './cases.ts';
import { againstGolden } from './testing/against-golden.ts';

/** Compiling a case's kernels is most of its time: those that meet the most of them. */
const ON_DEVICE = SHORT_CASES.filter(({ model }) => ['nano', 'odd:all', 'odd:biased'].includes(model));

await describeOnGpu('one fingerprint everywhere', (gpu) => {
  const engine = new WebGpuEngine(gpu);
  afterAll(() => engine.destroy());

  test.each(ON_DEVICE)('$name: this adapter gives what every implementation gave', async (of) => {
    const { found, due } = await againstGolden(of, engine);
    expect(found[of.arms[0]]).toHaveLength(of.prompts);
    expect(found).toEqual(due);
  });
});
