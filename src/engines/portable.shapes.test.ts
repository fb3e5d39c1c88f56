import { expect, test } from 'vitest';
import { describeOnGpu } from '../gpu/testing/describe-on-gpu.ts';
import { setsOf } from '../steps/testing/arms.ts';
import { openCpuEngine } from './cpu/open-cpu.ts';
import { samplesOf, steps } from './cpu/simd/testing/both-engines.ts';
import { PORTABLE_CASES } from './testing/portable-cases.ts';
import { WebGpuEngine } from './webgpu/webgpu-engine.ts';

await describeOnGpu('portable arms on the device and on the CPU', (gpu) => {
  test.each(PORTABLE_CASES.map((each) => [each.name, each] as const))(
    '%s: the same samples and digests',
    async (_, { checkpoint, changes, prompt }) => {
      const model = checkpoint();
      const plans = steps(model.config.vocabSize, prompt);
      const spec = { kernels: setsOf('portable'), ...changes };
      const [device, cpu] = await Promise.all(
        [new WebGpuEngine(gpu), openCpuEngine()].map((engine) => samplesOf(engine.load(model), spec, plans)),
      );
      const told = (samples: typeof device) => samples.map(({ logits: _, ...rest }) => rest);
      expect(told(device)).toEqual(told(cpu));
    },
  );
});
