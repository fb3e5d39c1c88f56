import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalExperiment, canonicalJson } from './canonical.ts';
import { parseExperiment } from './schema.ts';

describe('canonicalJson', () => {
  it('keeps the value and forgets the order of keys, at every depth', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = canonicalJson(value);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(canonicalJson(reversedKeys(value))).toBe(text);
      }),
    );
  });

  it('sorts by code unit and keeps lists in order', () => {
    expect(canonicalJson({ b: [2, 1, { z: 1, a: 2 }], B: 1, a: null })).toBe(
      '{"B":1,"a":null,"b":[2,1,{"a":2,"z":1}]}',
    );
  });
});

describe('canonicalExperiment', () => {
  const short = {
    version: 1,
    title: 'Two',
    requests: [{ id: 'p', role: 'probe', prompt: 'Hi' }],
    arms: [{ name: 'a', requests: ['p'], kernels: 'variant' }],
  };
  const spelledOut = {
    compare: [],
    arms: [
      {
        limits: { blocks: null, maxTokensPerStep: 256, maxSequences: 64 },
        dtype: 'bf16',
        weights: 'stored',
        parallelism: 64,
        kernels: { attention: 'variant', matmul: 'variant', rmsnorm: 'variant' },
        requests: ['p'],
        name: 'a',
      },
    ],
    decoding: { seed: 0, temperature: 0 },
    model: { name: 'nano' },
    requests: [
      { prompt: 'Hi', role: 'probe', id: 'p', bos: true, maxNewTokens: 64, ignoreEos: false, arrival: 0 },
    ],
    title: 'Two',
    version: 1,
  };

  it('is one text for an experiment with its defaults left out or written out', () => {
    expect(canonicalExperiment(parseExperiment(short))).toBe(
      canonicalExperiment(parseExperiment(spelledOut)),
    );
  });

  it('parses back to the same experiment', () => {
    const experiment = parseExperiment(short);
    expect(parseExperiment(JSON.parse(canonicalExperiment(experiment)))).toEqual(experiment);
  });
});

function reversedKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversedKeys);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, inner]) => [key, reversedKeys(inner)]),
  );
}
