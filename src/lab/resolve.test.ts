import { expect, test } from 'vitest';
import { CpuEngine } from '../engines/cpu/cpu.ts';
import { parseExperiment } from '../experiment/schema.ts';
import { randomHash, randomNameOf } from '../model/random-hash.ts';
import { randomModel } from '../model/random-model.ts';
import { replayForced } from './forced.ts';
import { resolveRequests } from './resolve.ts';
import { runExperiment } from './run.ts';
import { idModel } from './testing/fake-engine.ts';

test('a run encodes each prompt once, however many arms share it, and a replay none', async () => {
  const encoded: string[] = [];
  const encode = (text: string) => {
    encoded.push(text);
    return Array.from(text, (_, i) => i + 1);
  };
  const known = idModel();
  const model = { ...known, tokenizer: { ...known.tokenizer, encode } };
  const request = { maxNewTokens: 2, ignoreEos: true };
  const experiment = parseExperiment({
    version: 1,
    title: 'once',
    requests: [
      { ...request, id: 'p', role: 'probe', prompt: 'probe' },
      { ...request, id: 'x', role: 'clean', prompt: 'a mate' },
      { ...request, id: 'y', role: 'clean', prompt: 'another' },
    ],
    arms: [
      { name: 'alone', requests: ['p'], kernels: 'invariant', dtype: 'f32' },
      { name: 'company', requests: ['p', 'x', 'y'], kernels: 'invariant', dtype: 'f32' },
      {
        name: 'drawn',
        requests: ['p', 'x', 'y'],
        kernels: 'invariant',
        dtype: 'f32',
        companies: { count: 3, seed: 1, least: 0 },
      },
    ],
  });
  const setting = { experiment, model, engine: new CpuEngine() };
  const { record } = await runExperiment(setting);
  expect(record.arms.map(({ name }) => name)).toEqual(['alone', 'company', 'drawn#1', 'drawn#2', 'drawn#3']);
  expect(encoded).toEqual(['probe', 'a mate', 'another']);
  await replayForced({ ...setting, recorded: record.arms[1], probe: 'p', tokens: [7, 7] });
  expect(encoded).toHaveLength(3);
});

test('a hash of random weights that an earlier generator made is called that, and no other', () => {
  const model = randomModel('random:pico:1:3');
  const pinned = (hash: string) =>
    parseExperiment({
      version: 1,
      title: 'pinned',
      model: { name: model.name, hash },
      requests: [{ id: 'p', role: 'probe', promptIds: [1] }],
      arms: [{ name: 'alone', requests: ['p'], kernels: 'invariant', dtype: 'f32' }],
    });
  const resolve = (hash: string) => () => resolveRequests(pinned(hash), model);
  expect(resolve(randomHash(randomNameOf('random:pico:1:3'), 1))).toThrow(
    /the loaded model has sha256:\w+: that is random:pico:1:3 of generator 1, and random weights are made by generator 2 now/,
  );
  expect(resolve(randomHash(randomNameOf('random:pico:1:4'), 1))).toThrow(/the loaded model has sha256:\w+$/);
  expect(resolve(model.checkpoint.hash)).not.toThrow();
});
