import { expect, test } from 'vitest';
import { syntheticCheckpoint } from '../model/testing/synthetic.ts';
import { weightsInUse } from './weights-in-use.ts';

const bf16 = syntheticCheckpoint({}, { seed: 1, dtype: 'BF16' });

test.each([
  ['stored', ['bf16']],
  ['f16', ['f16']],
] as const)('%s is read as %j', (weights, read) => {
  expect(weightsInUse(bf16, weights)).toEqual(read);
});

test('a head of another dtype is read too, and a product of two dtypes as f32', () => {
  const f16 = syntheticCheckpoint({}, { seed: 1, dtype: 'F16' });
  expect(weightsInUse({ ...bf16, head: f16.head }, 'stored')).toEqual(['bf16', 'f16']);
  const [layer, ...rest] = bf16.layers;
  const mixed = { ...bf16, layers: [{ ...layer, up: f16.layers[0].up }, ...rest] };
  expect(weightsInUse(mixed, 'stored')).toEqual(['bf16', 'f32']);
});
