import { describe, expect, test } from 'vitest';
import { SHAPE_NAMES } from '../experiment/model-name.ts';
import { checkpointTensors } from './assemble.ts';
import { parseConfig } from './config.ts';
import { nodeModelFiles } from './files.node.ts';
import { loadCheckpoint } from './load.ts';
import { findNonFinite } from './non-finite.ts';
import { randomHash, randomNameOf } from './random-hash.ts';
import { randomModel } from './random-model.ts';
import { randomBytes } from './random-weights.ts';
import { SHAPES } from './shapes.ts';
import { configJson, hashBytes } from './testing/synthetic.ts';
import { widenTensor } from './widen.ts';

const digestOf = async (name: string) => {
  const { checkpoint } = await randomModel(name);
  return hashBytes(Buffer.concat(checkpointTensors(checkpoint).map(({ bytes }) => bytes)));
};

describe('random weights', () => {
  test('are these bits on every machine: another rule is another generator version', async () => {
    expect(await digestOf('random:pico:1:7')).toBe(
      'sha256:8ab93fbbdc855d70c0a1e5577aa4efcf7c9d20fad624e9afb5fc1c6a9ce4adc9',
    );
    expect(randomHash(randomNameOf('random:pico:1:7'))).toBe(
      'sha256:9bd8ebbd7f34d4019fe2e3d7380e8718f1fd95879478ca0888f09130bf60b7cb',
    );
  });

  test('follow from the seed, tensor by tensor', async () => {
    expect(await digestOf('random:pico:1:8')).not.toBe(await digestOf('random:pico:1:7'));
    const { checkpoint } = await randomModel('random:pico:2');
    const [first, second] = checkpoint.layers.map(({ q }) => Buffer.from(q.bytes));
    expect(first.equals(second)).toBe(false);
  });

  test('have the spread that they are said to have, and no value that is none', async () => {
    const { checkpoint } = await randomModel('random:nano:1');
    expect(checkpointTensors(checkpoint).map(findNonFinite).filter(Boolean)).toEqual([]);
    for (const tensor of [checkpoint.embedding, checkpoint.layers[0].down]) {
      const values = widenTensor(tensor);
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
      expect(mean).toBeCloseTo(0, 2);
      expect(variance * tensor.shape[1]).toBeCloseTo(1, 1);
    }
  });

  test('the hash is over shape, layers and seed, however the name spells them', () => {
    const hash = (name: string) => randomHash(randomNameOf(name));
    expect(hash('random:nano:12:0')).toBe(hash('random:nano'));
    const all = ['random:nano', 'random:nano:11', 'random:nano::1', 'random:pico'].map(hash);
    expect(new Set(all).size).toBe(all.length);
  });
});

describe('shapes', () => {
  test.each(SHAPE_NAMES)('%s is a config that a checkpoint may have', (shape) => {
    const { config } = SHAPES[shape];
    expect(parseConfig(configJson(config), shape)).toEqual(config);
  });

  test.each(['nano', 'pico'] as const)('%s is that of the model that ships', async (name) => {
    const files = nodeModelFiles(new URL(`../../public/models/${name}`, import.meta.url).pathname);
    const { bosToken: _, eosTokens: __, ...own } = (await loadCheckpoint(files)).config;
    expect(SHAPES[name].config).toMatchObject(own);
  });

  test('what this machine cannot hold is refused by name before it is made', async () => {
    await expect(randomModel('random:llama-3.2-1b', { hostBytes: 2 ** 30 })).rejects.toThrow(
      'random:llama-3.2-1b: its weights take 2,471,628,800 bytes, this machine has 1,073,741,824',
    );
    await expect(randomModel('random:giant')).rejects.toThrow('random:giant: expected a shape');
  });

  test('published sizes come out', () => {
    const parameters = SHAPE_NAMES.map((shape) => Math.round(randomBytes(SHAPES[shape].config) / 2e6));
    expect(parameters).toEqual([2, 1, 135, 1236, 494, 596]);
  });

  test('ends with the signal', async () => {
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(randomModel('random:smollm2-135m:1', { signal })).rejects.toThrow('enough');
  });
});

describe('a random model', () => {
  test('has a token for each byte, and a text of its own for each token', async () => {
    const { tokenizer, checkpoint } = await randomModel('random:pico:1');
    const { vocabSize } = checkpoint.config;
    const texts = Array.from({ length: vocabSize }, (_, id) => tokenizer.tokenText(id));
    expect(new Set(texts).size).toBe(vocabSize);
    expect(tokenizer.size).toBe(vocabSize);
    const text = 'Größe #300 ↵\n';
    expect(tokenizer.encode(text)).toEqual([...new TextEncoder().encode(text)]);
    expect(tokenizer.decode(tokenizer.encode(text))).toBe(text);
    expect(tokenizer.notes).toEqual([]);
  });
});
