import { expect, test } from 'vitest';
import { CpuEngine } from '../engines/cpu/cpu.ts';
import { parseExperiment } from '../experiment/schema.ts';
import { randomModel } from '../model/random-model.ts';
import { runExperiment } from './run.ts';

test('a random model runs like any other: sane logits, no fork between invariant arms, and says that it means nothing', async () => {
  const model = randomModel('random:pico:2');
  const probe = { role: 'probe', maxNewTokens: 6 };
  const experiment = parseExperiment({
    version: 1,
    title: 'random',
    model: { name: model.name, hash: model.checkpoint.hash },
    requests: [
      { ...probe, id: 'p', prompt: 'Once' },
      { id: 'm', role: 'clean', prompt: 'There was a fox', maxNewTokens: 6 },
    ],
    arms: [
      { name: 'alone', requests: ['p'], kernels: 'invariant' },
      { name: 'company', requests: ['p', 'm'], kernels: 'invariant' },
    ],
    compare: [['alone', 'company']],
  });
  const { record, traces } = await runExperiment({ experiment, model, engine: new CpuEngine() });
  expect(record.diffs[0]).toMatchObject({ identical: true, differingLogits: 0 });
  expect(record.model).toEqual({ name: 'random:pico:2', hash: model.checkpoint.hash, parameters: 295_392 });
  expect(record.notes.join(' ')).toContain('random weights (generator 2, seed 0)');
  const first = [...traces.values()][0][0].logits!;
  const deviation = Math.sqrt(first.reduce((sum, value) => sum + value ** 2, 0) / first.length);
  expect(deviation).toBeGreaterThan(0.5);
  expect(deviation).toBeLessThan(2);
});
