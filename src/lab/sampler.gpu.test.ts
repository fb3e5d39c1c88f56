import { expect, test } from 'vitest';
import { openCpuEngine } from '../engines/cpu/open-cpu.ts';
import { WebGpuEngine } from '../engines/webgpu/webgpu-engine.ts';
import { parseExperiment } from '../experiment/schema.ts';
import { describeOnGpu } from '../gpu/testing/describe-on-gpu.ts';
import { SAMPLERS, type Sampler } from '../numerics/top-sampler.ts';
import type { Engine } from '../steps/engine.ts';
import { runExperiment } from './run.ts';
import { idModel } from './testing/fake-engine.ts';

function experimentOf(sampler: Sampler | undefined) {
  const arm = (name: string, requests: readonly string[]) => ({
    ...{ name, requests, kernels: 'invariant', dtype: 'f32', ...(sampler && { sampler }) },
  });
  return parseExperiment({
    ...{
      version: 3,
      title: 'sampler',
      decoding: { temperature: 3, seed: 8 },
      compare: [['alone', 'company']],
    },
    requests: [
      { id: 'p', role: 'probe', promptIds: [11, 12, 13], maxNewTokens: 24, ignoreEos: true },
      { id: 'q', role: 'clean', promptIds: [14, 3], maxNewTokens: 24, ignoreEos: true },
    ],
    arms: [arm('alone', ['p']), arm('company', ['p', 'q'])],
  });
}

const model = idModel();
const ran = async (sampler: Sampler | undefined, engine: Engine) =>
  (await runExperiment({ experiment: experimentOf(sampler), model, engine })).record;

await describeOnGpu('a sampler of the host', (gpu) => {
  test.each(SAMPLERS)(
    'by %s draws from the device’s highest logits as from those of the plans’ replay',
    async (by) => {
      const engine = new WebGpuEngine(gpu);
      const [device, replay] = [await ran(by, engine), await ran(by, openCpuEngine())];
      const plain = await ran(undefined, engine);
      engine.destroy();
      expect(device.diffs[0].identical).toBe(true);
      const tokens = ({ arms }: typeof device) =>
        arms.map(({ requests }) => requests.map((each) => each.tokens));
      expect(tokens(device)).toEqual(tokens(replay));
      expect(tokens(device)).not.toEqual(tokens(plain));
      // The device chose another token each time: a step ahead of it would have been run again.
      expect(device.arms.flatMap(({ steps }) => steps.filter(({ repeated }) => repeated))).toEqual([]);
    },
  );
});
