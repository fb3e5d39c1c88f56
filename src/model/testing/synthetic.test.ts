import { describe, expect, it } from 'vitest';
import { ModelError } from '../model-error.ts';
import { widenTensor } from '../widen.ts';
import { syntheticCheckpoint } from './synthetic.ts';

function deviation(values: Float32Array): number {
  return Math.sqrt(values.reduce((sum, x) => sum + x * x, 0) / values.length);
}

describe('syntheticCheckpoint', () => {
  it.each(['F32', 'F16', 'BF16'] as const)('has weights of the stated size in %s', (dtype) => {
    const shape = { hiddenSize: 96, intermediateSize: 160, vocabSize: 200, tiedHead: false };
    const { layers, embedding, head, finalNorm } = syntheticCheckpoint(shape, { seed: 1, dtype });
    expect(embedding.dtype).toBe(dtype);
    expect(deviation(widenTensor(embedding))).toBeCloseTo(0.5, 1);
    expect(deviation(widenTensor(head)) * Math.sqrt(96)).toBeCloseTo(1, 1);
    expect(deviation(widenTensor(layers[1].down)) * Math.sqrt(160)).toBeCloseTo(1, 1);
    for (const weight of widenTensor(finalNorm)) expect(Math.abs(weight - 1)).toBeLessThan(0.6);
  });

  it('is a function of shape, seed and dtype', () => {
    const hash = (seed: number, layers = 2, dtype: 'F32' | 'BF16' = 'BF16') =>
      syntheticCheckpoint({ layers }, { seed, dtype }).hash;
    expect(hash(7)).toBe(hash(7));
    expect(new Set([hash(7), hash(8), hash(7, 1), hash(7, 2, 'F32')]).size).toBe(4);
  });

  it('takes odd shapes and refuses impossible ones', () => {
    const options = { seed: 1, dtype: 'F16' } as const;
    const odd = { hiddenSize: 36, heads: 6, kvHeads: 3, headDim: 6, intermediateSize: 50, vocabSize: 77 };
    const { layers, config } = syntheticCheckpoint(odd, options);
    expect(config).toMatchObject(odd);
    expect(layers[0].k.shape).toEqual([18, 36]);
    expect(() => syntheticCheckpoint({ heads: 5 }, options)).toThrow(ModelError);
  });
});
