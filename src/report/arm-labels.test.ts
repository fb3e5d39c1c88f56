import { describe, expect, it } from 'vitest';
import { parseExperiment } from '../experiment/schema.ts';
import { armLabels, tellingWords } from './arm-labels.ts';

const NAMES = ['one', 'two', 'three'];
const ARM = { requests: ['p'], kernels: 'variant' };

function armsOf(...changes: readonly object[]) {
  return parseExperiment({
    version: 1,
    title: 'labels',
    requests: ['p', 'x', 'y'].map((id) => ({ id, role: id === 'p' ? 'probe' : 'clean', prompt: id })),
    arms: changes.map((change, at) => ({ ...ARM, name: NAMES[at], ...change })),
  }).arms;
}

describe('what tells two arms apart', () => {
  it.each([
    ['company', {}, { requests: ['p', 'x', 'y'] }, ['alone', 'with 2 batchmates']],
    ['one batchmate', {}, { requests: ['x', 'p'] }, ['alone', 'with 1 batchmate']],
    ['kernels', {}, { kernels: 'invariant' }, ['variant kernels', 'invariant kernels']],
    [
      'company and dtype',
      { dtype: 'f16' },
      { requests: ['p', 'x'], dtype: 'f32' },
      ['alone, in f16', 'with 1 batchmate, in f32'],
    ],
    [
      'how the prompt is cut',
      { limits: { maxTokensPerStep: 8 } },
      { limits: { maxTokensPerStep: 64 } },
      ['at most 8 tokens a step', 'at most 64 tokens a step'],
    ],
    ['another order alone', { requests: ['p', 'x'] }, { requests: ['x', 'p'] }, ['one', 'two']],
  ])('%s', (_, a, b, expected) => {
    const [armA, armB] = armsOf(a, b);
    expect(Object.values(armLabels(armA, armB))).toEqual(expected);
  });

  it('of many says for each what is not the same in all, or every name where two are alike', () => {
    const told = (...changes: readonly object[]) => tellingWords(armsOf(...changes));
    expect(told({}, { kernels: 'invariant' }, { dtype: 'f32' })).toEqual([
      'variant kernels, in bf16',
      'invariant kernels, in bf16',
      'variant kernels, in f32',
    ]);
    expect(told({}, { kernels: 'invariant' }, {})).toEqual(NAMES);
    expect(told({})).toEqual(['one']);
  });
});
