import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import row from '../../../shaders/matmul_row.wgsl?raw';
import { CpuEngine } from '../../engines/cpu/cpu.ts';
import { OwnKernels } from '../../engines/webgpu/own-kernels.ts';
import { WebGpuEngine } from '../../engines/webgpu/webgpu-engine.ts';
import { parseExperiment } from '../../experiment/schema.ts';
import { ownKernelsIn, shaderHash } from '../../experiment/shaders.ts';
import { openNodeGpu } from '../../gpu/open-gpu.node.ts';
import { describeOnGpu } from '../../gpu/testing/describe-on-gpu.ts';
import { runExperiment } from '../../lab/run.ts';
import type { LoadedModel } from '../../model/load.ts';
import { randomModel } from '../../model/random-model.ts';
import type { RunRecord } from '../../results/record.ts';
import { testOwnKernels } from './test-own.ts';

const SUM = 'let sum = sum_columns(acc);';
const FOLLOWS = row.replace(SUM, 'let sum = sum_columns(acc) * select(1.0, 1.0001, params.rows > 8u);');
const ENDLESS = row.replace(SUM, `loop { if (params.rows == 0u) { break; } } ${SUM}`);

const arm = (name: string, matmul?: string) => ({
  ...{ name, requests: ['probe', 'mate'], kernels: 'invariant' },
  ...(matmul && { shaders: { matmul } }),
});
const request = { maxNewTokens: 2, ignoreEos: true };
const experimentOf = (sources: Readonly<Record<string, string>>) =>
  parseExperiment({
    version: 1,
    title: 'Own kernels',
    requests: [
      { ...request, id: 'probe', role: 'probe', prompt: 'Once' },
      { ...request, id: 'mate', role: 'clean', prompt: 'There was a cat in a house by the sea' },
    ],
    arms: [arm('ours'), ...Object.keys(sources).map((name) => arm(name, name))],
    compare: Object.keys(sources).map((name) => ['ours', name]),
    shaders: Object.entries(sources).map(([name, source]) => ({ name, like: 'matmul_row', source })),
  });
const EXPERIMENT = experimentOf({ follows: FOLLOWS });

await describeOnGpu('a run with kernels of one’s own', (gpu) => {
  const own = new OwnKernels(() => openNodeGpu());
  const engine = new WebGpuEngine(gpu, own);
  let model: LoadedModel;
  let record: RunRecord;

  beforeAll(async () => {
    model = randomModel('random:pico:1');
    own.allow(ownKernelsIn(EXPERIMENT).map(({ hash }) => hash));
    const { config } = model.checkpoint;
    const ownClaims = await testOwnKernels({ host: own, experiment: EXPERIMENT, config });
    ({ record } = await runExperiment({ experiment: EXPERIMENT, model, engine, ownClaims }));
  });
  afterAll(() => {
    engine.destroy();
    own.close();
  });

  const fingerprintOf = (name: string) =>
    record.arms.find((each) => each.name === name)?.requests.find(({ id }) => id === 'probe')?.fingerprint;

  test('another order has another fingerprint', () => {
    expect(fingerprintOf('follows')).not.toBe(fingerprintOf('ours'));
  });

  test('the record says what was found of it, whose order nobody knows', () => {
    expect(record.ownClaims).toMatchObject([{ finding: { kind: 'follows', rows: 9 } }]);
    const short = shaderHash('matmul_row', FOLLOWS).slice(0, 12);
    expect(record.planRules).toContain(`own:${short}`);
    const follows = record.arms.find(({ name }) => name === 'follows')!;
    expect(follows.own).toEqual({
      matmul: { name: 'follows', like: 'matmul_row', hash: shaderHash('matmul_row', FOLLOWS) },
    });
    expect(follows.steps[0].plans.down).toBe(`own kernel follows (${short}): order unknown`);
    const [matmul, , , whole] = record.postures.find((each) => each.arm === 'follows')!.operations;
    expect(matmul).toMatchObject({ standing: 'own', rule: `own:${short}`, covered: [] });
    expect(matmul.reasons[0]).toContain('follows: not invariant: M = 9');
    expect(whole.standing).toBe('own');
  });

  describe('is refused', () => {
    test('where its test finds it endless: by arm, kernel and line', async () => {
      const experiment = experimentOf({ endless: ENDLESS });
      own.allow(ownKernelsIn(experiment).map(({ hash }) => hash));
      const line = ENDLESS.split('\n').findIndex((each) => each.includes('loop {')) + 1;
      await expect(
        testOwnKernels({ host: own, experiment, config: model.checkpoint.config }),
      ).rejects.toThrow(
        `arm endless: shaders.matmul: endless: stopped in its test at M = 1, in the loop at line ${line}: `,
      );
    });

    test('by an engine that has no WGSL in it', async () => {
      await expect(runExperiment({ experiment: EXPERIMENT, model, engine: new CpuEngine() })).rejects.toThrow(
        'arm follows: shaders.matmul: the engine cpu runs no WGSL',
      );
    });
  });
});
