import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openCpuEngine } from '../engines/cpu/open-cpu.ts';
import { WebGpuEngine } from '../engines/webgpu/webgpu-engine.ts';
import { type Experiment, parseExperiment } from '../experiment/schema.ts';
import { describeOnGpu } from '../gpu/testing/describe-on-gpu.ts';
import { REAL_SHAPES } from '../kernels/testing/real-shapes.ts';
import type { LoadedModel } from '../model/load.ts';
import { randomModel } from '../model/random-model.ts';
import type { Engine } from '../steps/engine.ts';
import { runExperiment } from './run.ts';

const TOKENS = 3;

const experimentOn = (name: string, kernels: string): Experiment =>
  parseExperiment({
    version: 1,
    title: 'a random model of real size',
    model: { name },
    requests: [
      { id: 'p', role: 'probe', prompt: 'Once', maxNewTokens: TOKENS },
      { id: 'm', role: 'clean', prompt: 'There was a fox', maxNewTokens: TOKENS },
    ],
    arms: [
      { name: 'alone', requests: ['p'], kernels, dtype: 'f32' },
      { name: 'company', requests: ['p', 'm'], kernels, dtype: 'f32' },
    ],
    compare: [['alone', 'company']],
  });

await describeOnGpu('random models of real shapes', (gpu) => {
  describe.each(REAL_SHAPES.map((shape) => `random:${shape}:1`))('%s, f32', (name) => {
    let model: LoadedModel;
    let device: WebGpuEngine;
    beforeAll(async () => {
      model = await randomModel(name);
      device = new WebGpuEngine(gpu);
    });
    afterAll(() => device.destroy());

    const run = async (engine: Engine, kernels: string) => {
      const experiment = experimentOn(name, kernels);
      return (await runExperiment({ experiment, model, engine })).record;
    };

    test('invariant: alone as in company, and the tokens of the CPU engine', async () => {
      const processor = openCpuEngine();
      const [ours, replay] = [await run(device, 'invariant'), await run(processor, 'invariant')];
      processor.destroy();
      for (const record of [ours, replay])
        expect(record.diffs[0]).toMatchObject({ identical: true, comparedPositions: TOKENS });
      expect(ours.arms[1].requests.map(({ tokens }) => tokens)).toEqual(
        replay.arms[1].requests.map(({ tokens }) => tokens),
      );
    });

    test('variant: what differs in company differs in bits alone', async () => {
      const { diffs } = await run(device, 'variant');
      expect(diffs[0]).toMatchObject({ identical: false, fork: null, comparedPositions: TOKENS });
    });
  });
});
