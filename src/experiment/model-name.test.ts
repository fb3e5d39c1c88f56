import { describe, expect, test } from 'vitest';
import { asksForRandom, modelNameProblem, parseRandomName, writeRandomName } from './model-name.ts';
import { parseExperiment } from './schema.ts';

describe('names of random models', () => {
  test.each([
    ['random:nano', { shape: 'nano', layers: null, seed: 0 }],
    ['random:smollm2-135m:4', { shape: 'smollm2-135m', layers: 4, seed: 0 }],
    ['random:pico:2:7', { shape: 'pico', layers: 2, seed: 7 }],
    ['random:pico::4294967295', { shape: 'pico', layers: null, seed: 4_294_967_295 }],
  ])('%s is read, and written as it was', (text, name) => {
    expect(parseRandomName(text)).toEqual(name);
    expect(parseRandomName(text)).not.toBeTypeOf('string');
    expect(writeRandomName(name as never)).toBe(text);
    expect(modelNameProblem(text)).toBeNull();
  });

  test('a seed of 0 and no layers are left out', () => {
    expect(writeRandomName(parseRandomName('random:nano::0') as never)).toBe('random:nano');
  });

  test.each([
    ['random:', 'expected a shape'],
    ['random:Nano', 'expected a shape'],
    ['random:nano:0', 'expected 1 to 256 layers'],
    ['random:nano:257', 'expected 1 to 256 layers'],
    ['random:nano:1.5', 'expected 1 to 256 layers'],
    ['random:nano:1:-1', 'expected a seed'],
    ['random:nano:1:4294967296', 'expected a seed'],
    ['random:nano:1:2:3', 'expected random:<shape>'],
    ['..', 'expected ASCII letters'],
    ['a/b', 'expected ASCII letters'],
    ['other:nano', 'expected ASCII letters'],
  ])('%s is refused', (text, words) => {
    expect(modelNameProblem(text)).toContain(words);
  });

  test('folders are no random models', () => {
    expect(asksForRandom('random')).toBe(false);
    expect(modelNameProblem('random')).toBeNull();
  });

  test('an experiment names one, and its field where it is wrong', () => {
    const experiment = (name: string) =>
      parseExperiment({
        version: 1,
        title: 't',
        model: { name },
        requests: [{ id: 'p', role: 'probe', prompt: 'x' }],
        arms: [{ name: 'a', requests: ['p'], kernels: 'variant' }],
      });
    expect(experiment('random:nano:2').model.name).toBe('random:nano:2');
    expect(() => experiment('random:giant')).toThrow(
      /^model\.name: expected a shape, one of "nano".*found "giant"$/,
    );
  });
});
