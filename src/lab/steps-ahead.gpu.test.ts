import { expect, test } from 'vitest';
import { WebGpuEngine } from '../engines/webgpu/webgpu-engine.ts';
import { parseExperiment } from '../experiment/schema.ts';
import { describeOnGpu } from '../gpu/testing/describe-on-gpu.ts';
import type { LoadedModel } from '../model/load.ts';
import type { ArmSpec } from '../steps/arm-spec.ts';
import type { Engine } from '../steps/engine.ts';
import { runExperiment } from './run.ts';
import { idModel } from './testing/fake-engine.ts';

const plain = idModel();

/** The model with such ends of text. */
function endingIn(eosTokens: readonly number[]): LoadedModel {
  return { ...plain, checkpoint: { ...plain.checkpoint, config: { ...plain.checkpoint.config, eosTokens } } };
}

const experiment = parseExperiment({
  version: 2,
  title: 'ahead',
  requests: [
    { id: 'p', role: 'probe', promptIds: [11, 12, 13], maxNewTokens: 16 },
    { id: 'q', role: 'clean', promptIds: [14, 3], maxNewTokens: 12 },
    {
      id: 'n',
      role: 'noise',
      promptIds: Array.from({ length: 40 }, (_, i) => i),
      maxNewTokens: 6,
      ignoreEos: true,
    },
    {
      id: 'twin',
      role: 'noise',
      promptIds: Array.from({ length: 40 }, (_, i) => i),
      maxNewTokens: 6,
      arrival: 14,
      ignoreEos: true,
    },
  ],
  decoding: { temperature: 1, seed: 5 },
  arms: [
    { name: 'alone', requests: ['p'], kernels: 'variant' },
    { name: 'company', requests: ['p', 'q', 'n'], kernels: 'variant', limits: { maxTokensPerStep: 16 } },
    {
      name: 'moving',
      requests: ['p', 'q', 'n', 'twin'],
      kernels: 'variant',
      limits: { maxTokensPerStep: 16, blocks: 4 },
      serving: { memory: { pressure: 'swap', hostBlocks: 4 }, prefix: 'on' },
    },
  ],
  compare: [['alone', 'company']],
});

/** The same engine, of whose steps each ends before the next begins. */
function oneAtATime(engine: WebGpuEngine): Engine {
  const load: Engine['load'] = (checkpoint) => ({
    async openArm(spec: ArmSpec) {
      const arm = await engine.load(checkpoint).openArm(spec);
      return { step: (plan) => arm.step(plan), destroy: () => arm.destroy() };
    },
  });
  return { ...engine, kind: engine.kind, adapter: engine.adapter, load } as unknown as Engine;
}

await describeOnGpu('steps ahead', (gpu) => {
  const run = async (model: LoadedModel, ahead: boolean) => {
    const engine = new WebGpuEngine(gpu);
    const { record } = await runExperiment({
      experiment,
      model,
      engine: ahead ? engine : oneAtATime(engine),
    });
    engine.destroy();
    const repeated = record.arms.flatMap(({ steps }) => steps).filter((step) => step.repeated).length;
    const timeless = (key: string, value: unknown) =>
      ['milliseconds', 'tokensPerSecond', 'repeated'].includes(key) ? undefined : value;
    return { record, repeated, text: JSON.stringify(record, timeless) };
  };

  test('tokens and bits are those of one step at a time, also where a request ends by itself', async () => {
    const endless = await run(endingIn([]), false);
    // Blocks are swapped and a prefix is used again under way.
    const moving = endless.record.arms[2].steps;
    expect(moving.some(({ preempted }) => preempted.length > 0)).toBe(true);
    expect((await run(endingIn([]), true)).text).toBe(endless.text);
    // A token that q chooses halfway ends it: those who go on are no more than they are without a step ahead.
    const tokens = endless.record.arms[1].requests.find(({ id }) => id === 'q')!.tokens;
    const model = endingIn([tokens[5]]);
    const [ahead, expected] = [await run(model, true), await run(model, false)];
    expect(ahead.text).toBe(expected.text);
    expect(ahead.text).not.toBe(endless.text);
    expect([ahead.repeated > 0, expected.repeated]).toEqual([true, 0]);
  });
});
