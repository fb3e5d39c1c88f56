import { expect, test } from 'vitest';
import { CpuEngine } from '../engines/cpu/cpu.ts';
import { parseExperiment } from '../experiment/schema.ts';
import { resolveExperiment } from './resolve.ts';
import { runExperiment } from './run.ts';
import { idModel } from './testing/fake-engine.ts';

const model = idModel();

const experiment = (arm: object) =>
  parseExperiment({
    version: 3,
    title: 'quantize',
    requests: [
      { id: 'p', role: 'probe', promptIds: [1, 2, 3], maxNewTokens: 4, ignoreEos: true },
      { id: 'n', role: 'noise', promptIds: [4, 5, 9, 11, 2], maxNewTokens: 4, ignoreEos: true },
      { id: 'm', role: 'noise', promptIds: [8, 3, 1, 7, 12], maxNewTokens: 4, ignoreEos: true },
    ],
    arms: [
      { name: 'alone', requests: ['p'], kernels: 'invariant', ...arm },
      { name: 'these', requests: ['n', 'p'], kernels: 'invariant', ...arm },
      { name: 'others', requests: ['m', 'p'], kernels: 'invariant', ...arm },
    ],
    compare: [
      ['alone', 'these'],
      ['these', 'others'],
    ],
  });

test.each(['f32', 'bf16', 'f16'])('weights in %s are refused, at the field that asks', (weights) => {
  expect(() => experiment({ weights, quantize: 'per-row' })).toThrow(
    `arms[0].quantize: q8 activations need weights in blocks of integers: expected weights q8 or q4, or stored where the model stores blocks, found "${weights}"`,
  );
});

test('stored weights are refused where the model stores no blocks', () => {
  expect(() => resolveExperiment(experiment({ quantize: 'per-tensor' }), model)).toThrow(
    "arm alone: quantize: q8 activations need weights in blocks of integers, and the model's products read f32 where weights are stored: expected weights q8 or q4",
  );
});

test('none says nothing, and keeps the text that an experiment had', () => {
  const plain = experiment({ weights: 'q8' });
  expect(experiment({ weights: 'q8', quantize: 'none' })).toEqual(plain);
  expect(plain.version).toBe(1);
  expect(experiment({ weights: 'q8', quantize: 'per-row' }).version).toBe(3);
});

test.each([
  { quantize: 'per-row', identical: [true, true], promised: true },
  { quantize: 'per-tensor', identical: [false, false], promised: false },
])('$quantize: alone against company, and one company against another of its shape', async (given) => {
  const { quantize, identical, promised } = given;
  const asked = experiment({ weights: 'q8', quantize });
  const { record } = await runExperiment({ experiment: asked, model, engine: new CpuEngine() });
  expect(record.diffs.map((diff) => diff.identical)).toEqual(identical);
  expect(record.arms.map((arm) => arm.quantize)).toEqual([quantize, quantize, quantize]);
  const standings = record.postures[0].operations.map(({ standing }) => standing);
  expect(standings).toEqual(
    promised ? ['replayed', 'replayed', 'replayed', 'replayed'] : ['none', 'replayed', 'replayed', 'none'],
  );
  // One scale for all rows promises nothing, and so breaks no promise.
  expect(record.lost).toEqual([]);
});
