import { expect, it } from 'vitest';
import { parseExperiment } from '../experiment/schema.ts';
import { configByName } from '../model/shapes.ts';
import { weightBytes } from '../steps/lowered-layers.ts';
import { withLentBlocks } from './lent-blocks.ts';

const model = { config: configByName('nano')! };
/** Elements of a layer's matrices, which take two bytes each before any weight is read. */
const ELEMENTS = 139_264;

function lentBy(to: 'q8' | 'q4') {
  const { arms } = parseExperiment({
    ...{ version: 3, title: 'lent', requests: [{ id: 'a', role: 'probe', prompt: 'a', maxNewTokens: 1 }] },
    arms: [{ name: 'arm', requests: ['a'], kernels: 'invariant', serving: { precision: { to } } }],
  });
  const limits = { blocks: 10, maxSequences: 1, maxTokensPerStep: 16, maxContext: 64 };
  return withLentBlocks(arms[0], limits, model).lent!;
}

it('counts what a layer takes less, and what all of them take while so many are lowered', () => {
  const whole = 2 * ELEMENTS * model.config.layers;
  for (const [to, bits] of [['q8', 8.5] as const, ['q4', 4.5] as const]) {
    const lent = lentBy(to);
    const freed = ELEMENTS * (2 - bits / 8);
    expect(lent.bytes).toEqual({ whole, freed: lent.layers.map(() => freed) });
    expect(weightBytes(lent, 0)).toBe(whole);
    expect(weightBytes(lent, 3)).toBe(whole - 3 * freed);
    expect(weightBytes(lent, 12)).toBe((whole * bits) / 16);
  }
});

it('knows nothing of bytes that nobody counted', () => {
  expect(weightBytes({ to: 'q8', layers: [1], each: 1 }, 1)).toBeUndefined();
});
