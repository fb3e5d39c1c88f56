import { describe, expect, test } from 'vitest';
import { SHAPE_NAMES } from '../experiment/model-name.ts';
import { checkpointTensors } from './assemble.ts';
import { tensorBytes, tensorSize } from './checkpoint.ts';
import { parseConfig } from './config.ts';
import { nodeModelFiles } from './files.node.ts';
import { loadCheckpoint } from './load.ts';
import { earlierGenerator, randomHash, randomNameOf } from './random-hash.ts';
import { randomModel } from './random-model.ts';
import { randomBytes } from './random-weights.ts';
import { SHAPES } from './shapes.ts';
import { configJson, hashBytes } from './testing/synthetic.ts';
import { widenTensor } from './widen.ts';

const digestOf = (name: string) => {
  const { checkpoint } = randomModel(name);
  return hashBytes(Buffer.concat(checkpointTensors(checkpoint).map(({ bytes }) => bytes)));
};

describe('random weights', () => {
  test('are these bits on every machine: another rule is another generator version', () => {
    expect(digestOf('random:pico:1:7')).toBe(
      'sha256:928a6d99aafeb2a262d66b65ffa90aa0eac0bbfbdd10bb6db7ced1e0fc1f7ba1',
    );
    expect(randomHash(randomNameOf('random:pico:1:7'))).toBe(
      'sha256:58e66b91882252d410a82d83baf5968de090186781d97ade55e9dc42784dfa08',
    );
  });

  test('follow from the seed, tensor by tensor', () => {
    expect(digestOf('random:pico:1:8')).not.toBe(digestOf('random:pico:1:7'));
    const { checkpoint } = randomModel('random:pico:2');
    const [first, second] = checkpoint.layers.map(({ q }) => Buffer.from(q.bytes));
    expect(first.equals(second)).toBe(false);
  });

  test('have the spread that they are said to have, and no value that is none', () => {
    const { checkpoint } = randomModel('random:nano:1');
    expect(
      checkpointTensors(checkpoint)
        .flatMap((tensor) => [...widenTensor(tensor)])
        .every(Number.isFinite),
    ).toBe(true);
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

  test('the hash of an earlier generator is known by it', () => {
    const old = randomHash(randomNameOf('random:nano'), 1);
    expect(earlierGenerator('random:nano::0', old)).toBe(1);
    expect(earlierGenerator('random:pico', old)).toBeNull();
    expect(earlierGenerator('nano', old)).toBeNull();
    expect(earlierGenerator('random:nano', randomHash(randomNameOf('random:nano')))).toBeNull();
  });
});

describe('shapes', () => {
  test.each(SHAPE_NAMES)('%s is a config that a checkpoint may have', (shape) => {
    const { config } = SHAPES[shape];
    expect(parseConfig(configJson(config), shape)).toEqual(config);
  });

  test.each(['nano', 'pico', 'pico-moe'] as const)('%s is that of the model that ships', async (name) => {
    const files = nodeModelFiles(new URL(`../../public/models/${name}`, import.meta.url).pathname);
    const { bosToken: _, eosTokens: __, ...own } = (await loadCheckpoint(files)).config;
    expect(SHAPES[name].config).toMatchObject(own);
  });

  test('another shape is refused by name', () => {
    expect(() => randomModel('random:giant')).toThrow('random:giant: expected a shape');
  });

  test('published sizes come out', () => {
    const parameters = SHAPE_NAMES.map((shape) => Math.round(randomBytes(SHAPES[shape].config) / 2e6));
    expect(parameters).toEqual([2, 1, 2, 135, 1236, 494, 596]);
  });

  test('read in any order and any pieces, the weights are the same', () => {
    const [embedding] = checkpointTensors(randomModel('random:pico:1:3').checkpoint);
    const whole = embedding.bytes;
    const size = tensorSize(embedding);
    expect(whole).toHaveLength(size);
    for (const [from, to] of [
      [size - 9, size],
      [7, 2_000],
      [0, 1],
      [5, 5],
    ])
      expect(tensorBytes(embedding, from, to)).toEqual(whole.subarray(from, to));
  });
});

describe('a random model', () => {
  test('has a token for each byte, and a text of its own for each token', () => {
    const { tokenizer, checkpoint } = randomModel('random:pico:1');
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
