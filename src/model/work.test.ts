import { expect, test } from 'vitest';
import type { LayerAttention, ModelConfig } from './model-config.ts';
import { syntheticCheckpoint } from './testing/synthetic.ts';
import { multiplyAdds, rowsOf } from './work.ts';

const { config } = syntheticCheckpoint({}, { seed: 1, dtype: 'F32' });
const ALL: LayerAttention = { rope: 'main', window: null };
const LAST_FIVE: LayerAttention = { rope: 'main', window: 5 };

test.each([
  [0, 1],
  [0, 5],
  [0, 12],
  [3, 9],
  [7, 12],
])('rows from %i to %i see the keys that plans give them', (start, end) => {
  const windowed: ModelConfig = { ...config, attention: [LAST_FIVE, ALL] };
  let [keys, windowKeys] = [0, 0];
  for (let position = start; position < end; position++) {
    keys += position + 1;
    windowKeys += Math.min(position + 1, 5);
  }
  expect(rowsOf(windowed, start, end, 1)).toEqual({ rows: end - start, keys, windowKeys, sampled: 1 });
  expect(rowsOf(config, start, end, 1).windowKeys).toBe(keys);
});

test('a layer with a window multiplies with the keys in it alone', () => {
  const { layers, heads, headDim } = config;
  const rows = rowsOf({ ...config, attention: [LAST_FIVE] }, 0, 12, 1);
  const attention = [LAST_FIVE, ...Array.from({ length: layers - 1 }, () => ALL)];
  const saved = multiplyAdds(config, rows) - multiplyAdds({ ...config, attention }, rows);
  expect(saved).toBe(2 * heads * headDim * (rows.keys - rows.windowKeys));
  expect(saved).toBeGreaterThan(0);
});
