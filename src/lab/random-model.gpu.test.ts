import { expect, test } from 'vitest';
import { CpuEngine } from '../engines/cpu/cpu.ts';
import { WebGpuEngine } from '../engines/webgpu/webgpu-engine.ts';
import { parseExperiment } from '../experiment/schema.ts';
import { describeOnGpu } from '../gpu/testing/describe-on-gpu.ts';
import { randomModel } from '../model/random-model.ts';
import { runExperiment } from './run.ts';

await describeOnGpu('a random model', (gpu) => {
  test('keeps its bits in company, and chooses what its replay on the CPU chooses', async () => {
    const model = randomModel('random:pico:1:7');
    const experiment = parseExperiment({
      version: 1,
      title: 'random',
      model: { name: model.name },
      requests: [
        { id: 'p', role: 'probe', prompt: 'Once', maxNewTokens: 4 },
        { id: 'm', role: 'clean', prompt: 'There was a fox', maxNewTokens: 4 },
      ],
      arms: [
        { name: 'alone', requests: ['p'], kernels: 'invariant', dtype: 'f32' },
        { name: 'company', requests: ['p', 'm'], kernels: 'invariant', dtype: 'f32' },
      ],
      compare: [['alone', 'company']],
    });
    const run = async (engine: WebGpuEngine | CpuEngine) =>
      (await runExperiment({ experiment, model, engine })).record;
    const [device, processor] = [await run(new WebGpuEngine(gpu)), await run(new CpuEngine())];
    expect(device.diffs[0]).toMatchObject({ identical: true, comparedPositions: 4 });
    expect(device.arms[0].requests[0].tokens).toEqual(processor.arms[0].requests[0].tokens);
    expect(device.model.hash).toBe(model.checkpoint.hash);
  });
});
