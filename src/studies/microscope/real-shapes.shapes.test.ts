import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebGpuEngine } from '../../engines/webgpu/webgpu-engine.ts';
import { parseExperiment } from '../../experiment/schema.ts';
import { describeOnGpu } from '../../gpu/testing/describe-on-gpu.ts';
import { runExperiment } from '../../lab/run.ts';
import type { OutputName } from '../../model/operations.ts';
import { randomModel } from '../../model/random-model.ts';
import { elementReport, isSum } from './element.ts';
import { type Looked, lookInto } from './microscope.ts';

/** An element of each kind of output that the shape has beside a Llama's. */
const LOOKED: Readonly<Record<string, readonly OutputName[]>> = {
  'random:qwen2.5-0.5b:1': ['qkv', 'qkv_bias', 'v', 'k'],
  'random:qwen3-0.6b:1': ['qkv', 'q_norm', 'k_norm', 'q', 'v'],
};

await describeOnGpu('the microscope at real shapes', (gpu) => {
  describe.each(Object.keys(LOOKED))('%s', (name) => {
    let engine: WebGpuEngine;
    let looked: Looked;

    beforeAll(async () => {
      const model = await randomModel(name);
      engine = new WebGpuEngine(gpu);
      const request = { prompt: 'Once', maxNewTokens: 2 };
      const experiment = parseExperiment({
        version: 1,
        title: 'a look',
        model: { name },
        requests: [
          { ...request, id: 'p', role: 'probe' },
          { ...request, id: 'm', role: 'clean' },
        ],
        arms: [
          { name: 'alone', requests: ['p'], kernels: 'variant', dtype: 'bf16' },
          { name: 'company', requests: ['p', 'm'], kernels: 'variant', dtype: 'bf16' },
        ],
        compare: [['alone', 'company']],
      });
      const { record } = await runExperiment({ experiment, model, engine });
      const place = { a: 'alone', b: 'company', probe: 'p', position: 1 };
      looked = await lookInto({ record, model, engine, place });
    });
    afterAll(() => engine.destroy());

    test('names where the arms part, through outputs that a Llama has not', () => {
      expect(looked.look.first).not.toBeNull();
      const names = looked.a.outputs.map((output) => output.name);
      for (const each of LOOKED[name]) expect(names).toContain(each);
    });

    test.each(['head', 'down'] as const)('a sum of %s is what the engine gave', (output) => {
      const layer = output === 'head' ? null : 0;
      const element = looked.a.outputs.find((each) => each.name === output)!.values.length - 1;
      const report = elementReport(looked, { layer, name: output, element });
      if (!isSum(report)) throw new Error('no sum');
      expect([report.sides.a.check.equal, report.sides.b.check.equal]).toEqual([true, true]);
    });

    test('elements around the rotation are taken apart', () => {
      for (const output of LOOKED[name]) {
        const element = looked.a.outputs.find((each) => each.name === output)!.values.length - 1;
        const report = elementReport(looked, { layer: 0, name: output, element });
        // JavaScript's square root may be a unit off the device's, which a norm's element follows.
        if (isSum(report))
          for (const side of [report.sides.a, report.sides.b]) expect(side.check.ulp).toBeLessThan(4);
        else expect(report.from.length, output).toBeGreaterThan(0);
      }
    });
  });
});
