import { describe, expect, test } from 'vitest';
import { CpuEngine } from '../engines/cpu/cpu.ts';
import { parseExperiment } from '../experiment/schema.ts';
import { syntheticCheckpoint } from '../model/testing/synthetic.ts';
import { runExperiment } from './run.ts';
import { idModel } from './testing/fake-engine.ts';

const POSITIONS = 20;

/** The tokens that a model of so many positions gives. */
async function tokens(maxPositions: number, promptTokens: number, maxNewTokens: number) {
  const checkpoint = syntheticCheckpoint({ maxPositions }, { seed: 1, dtype: 'F32' });
  const promptIds = Array.from({ length: promptTokens }, (_, i) => i + 5);
  const experiment = parseExperiment({
    version: 1,
    title: 'positions',
    requests: [{ id: 'p', role: 'probe', promptIds, maxNewTokens, ignoreEos: true }],
    arms: [{ name: 'alone', requests: ['p'], kernels: 'invariant', dtype: 'f32' }],
  });
  const model = { ...idModel(), checkpoint };
  const { record } = await runExperiment({ experiment, model, engine: new CpuEngine() });
  return record.arms[0].requests[0].tokens;
}

describe('a request that fills all positions', () => {
  test.each([
    [1, POSITIONS],
    [POSITIONS, 1],
    [7, POSITIONS - 6],
  ])('runs: %i prompt tokens and %i new ones, the last of which is not fed', async (prompt, fresh) => {
    const given = await tokens(POSITIONS, prompt, fresh);
    expect(given).toHaveLength(fresh);
    expect(given).toEqual(await tokens(4 * POSITIONS, prompt, fresh));
  });

  test('and with one token more is refused with the positions that it takes', async () => {
    await expect(tokens(POSITIONS, 3, POSITIONS - 1)).rejects.toThrow(
      'requests[0] (p): 3 prompt and 19 new tokens take 21 positions (the last is not fed), the model has 20',
    );
  });
});
