import { expect, it } from 'vitest';
import { measuredModels } from './measured-models.ts';

const own = { name: 'mine', hash: `sha256:${'1'.repeat(64)}`, file: { name: 'mine.gguf', bytes: 9 } };
const named = (...models: Parameters<typeof measuredModels>) =>
  measuredModels(...models).map(({ words }) => words);

it('offers a visitor’s own model first, wherever it was chosen, and each model once', () => {
  const shipped = ['nano', 'random weights in nano’s shape', 'pico-moe, which has experts'];
  expect(named({ name: 'nano' }, { name: 'nano' })).toEqual(shipped);
  expect(named(own, { name: 'nano' })).toEqual(['mine, your own', ...shipped]);
  expect(named({ name: 'nano' }, own)).toEqual(['mine, your own', ...shipped]);
  expect(named(own, own)).toEqual(['mine, your own', ...shipped]);
  expect(named({ name: 'nano' }, { name: 'pico' })).toEqual(['pico', ...shipped]);
});

it('measures the model as it was chosen, its source and hash included', () => {
  const source = { name: 'pico', source: 'hf:o/pico', revision: 'a'.repeat(40) };
  expect(measuredModels(source, { name: 'nano' })[0].model).toBe(source);
});
