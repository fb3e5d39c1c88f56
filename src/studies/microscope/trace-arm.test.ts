import { describe, expect, test } from 'vitest';
import { CpuEngine } from '../../engines/cpu/cpu.ts';
import { lazyWeights } from '../../engines/cpu/cpu-weights.ts';
import { parseExperiment } from '../../experiment/schema.ts';
import { runExperiment } from '../../lab/run.ts';
import { fakeEngine, idModel } from '../../lab/testing/fake-engine.ts';
import type { Checkpoint } from '../../model/checkpoint.ts';
import { modelGraph } from '../../model/model-graph.ts';
import { syntheticCheckpoint } from '../../model/testing/synthetic.ts';
import { countDifferingBits } from '../../numerics/bits.ts';
import { sumTree } from '../../numerics/sum-tree.ts';
import { traceKey } from '../../results/record.ts';
import { diffTraces } from '../../results/trace-diff.ts';
import { operandsOf } from './operands.ts';
import { outputOf } from './outputs.ts';
import { traceArm } from './trace-arm.ts';

const checkpoint = syntheticCheckpoint({}, { seed: 3, dtype: 'F32' });
const model = { ...idModel(), checkpoint };

const experiment = parseExperiment({
  version: 1,
  title: 'traced',
  requests: [
    { id: 'p', role: 'probe', promptIds: [1, 2, 3], maxNewTokens: 6, ignoreEos: true },
    { id: 'n', role: 'noise', promptIds: [4, 5, 9, 11, 2], maxNewTokens: 6, ignoreEos: true },
  ],
  arms: [
    { name: 'alone', requests: ['p'], kernels: 'variant', dtype: 'f32' },
    { name: 'company', requests: ['n', 'p'], kernels: 'variant', dtype: 'f32' },
  ],
  compare: [['alone', 'company']],
});

async function ran() {
  const setting = { experiment, model, engine: new CpuEngine() };
  const { record, traces } = await runExperiment(setting);
  return { setting, arms: record.arms, traces };
}

describe('tracing an arm', () => {
  test('comes by the logits of the run at that token, and by every sum from its terms', async () => {
    const { setting, arms, traces } = await ran();
    const place = { request: 'p', position: 4 };
    for (const recorded of arms) {
      const trace = await traceArm({ ...setting, recorded, place });
      const original = traces.get(traceKey(recorded.name, 'p'))![4].logits!;
      expect(countDifferingBits(outputOf(trace, null, 'head').values, original)).toBe(0);
      const site = { layer: 1, name: 'down', element: 7 } as const;
      const { plan, a, b } = operandsOf(
        trace,
        lazyWeights(checkpoint, 'stored'),
        modelGraph(checkpoint.config),
        site,
      );
      expect(sumTree(plan, 'unfused', a, b).root.value).toBe(outputOf(trace, 1, 'down').values[7]);
    }
  });

  test('finds a planted difference: its layer, operation and element', async () => {
    const { setting, arms } = await ran();
    const place = { request: 'p', position: 0 };
    const other = { ...model, checkpoint: planted(checkpoint, { layer: 1, element: 5 }) };
    const [clean, changed] = await Promise.all([
      traceArm({ ...setting, recorded: arms[0], place }),
      traceArm({ ...setting, model: other, recorded: arms[0], place }),
    ]);
    const { outputs, first } = diffTraces(clean, changed);
    expect(outputs[first!]).toMatchObject({ layer: 1, name: 'down', differing: 1, firstElement: 5 });
    expect(outputs.at(-1)!.differing).toBeGreaterThan(90);
  });

  test('says so where the arm never gets there, and where the engine shows nothing', async () => {
    const { setting, arms } = await ran();
    const [recorded] = arms;
    const beyond = traceArm({ ...setting, recorded, place: { request: 'p', position: 6 } });
    await expect(beyond).rejects.toThrow('alone generates no token 6 of p');
    const blind = fakeEngine(() => ({}));
    const unseen = traceArm({ ...setting, engine: blind, recorded, place: { request: 'p', position: 1 } });
    await expect(unseen).rejects.toThrow('this engine cannot be looked into');
    expect(blind.open).toBe(0);
  });
});

/** The checkpoint with one weight of a down projection changed. */
function planted(of: Checkpoint, { layer, element }: { layer: number; element: number }): Checkpoint {
  const { down } = of.layers[layer];
  const values = new Float32Array(down.bytes.slice().buffer);
  values[element * down.shape[1] + 3] += 0.5;
  const changed = { ...down, bytes: new Uint8Array(values.buffer) };
  return { ...of, layers: of.layers.map((each, i) => (i === layer ? { ...each, down: changed } : each)) };
}
