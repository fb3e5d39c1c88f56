import { expect, test } from 'vitest';
import { CpuEngine } from '../engines/cpu/cpu.ts';
import { parseExperiment } from '../experiment/schema.ts';
import { replayForced } from './forced.ts';
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
