import { expect, test } from 'vitest';
import { elementsOf, tensorsOf } from './graph.ts';
import type { LayerAttention, ModelConfig } from './model-config.ts';
import { modelGraph } from './model-graph.ts';
import { SHAPES } from './shapes.ts';
import { syntheticCheckpoint } from './testing/synthetic.ts';
import { activeParametersOf, multiplyAdds, parametersOf, rowsOf } from './work.ts';

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

test('a token goes through its own experts and no others', () => {
  const mixture = SHAPES['pico-moe'].config;
  const { layers, experts, hiddenSize, intermediateSize, heads, headDim } = mixture;
  const expert = 3 * hiddenSize * intermediateSize;
  expect(parametersOf(mixture) - activeParametersOf(mixture)).toBe(
    layers * (experts!.count - experts!.perToken) * expert,
  );
  expect(activeParametersOf(SHAPES.pico.config)).toBe(parametersOf(SHAPES.pico.config));
  // Each weight of a matrix once, the tied embedding as the head; of one key a score and a value.
  const vectors = tensorsOf(modelGraph(mixture)).filter(({ shape }) => shape.length === 1);
  const gains = vectors.reduce((sum, { shape }) => sum + elementsOf(shape), 0);
  const attention = 2 * layers * heads * headDim;
  expect(multiplyAdds(mixture, rowsOf(mixture, 0, 1, 1))).toBe(
    activeParametersOf(mixture) - gains + attention,
  );
});
