import { describe, expect, it } from 'vitest';
import type { KeptAnswer } from './audit-record.ts';
import { compareAnswers } from './compare-answers.ts';

type Token = readonly [text: string, logprob: string, ...top: (readonly [text: string, logprob: string])[]];

function answer(...tokens: Token[]): KeptAnswer {
  return {
    text: tokens.map(([text]) => text).join(''),
    finish: 'length',
    positions: tokens.map(([text, logprob, ...top]) => ({
      ...{ text, id: null, logprob },
      top: top.map(([other, value]) => ({ text: other, id: null, logprob: value })),
    })),
  };
}

describe('two answers', () => {
  it('are equal though one number is written otherwise', () => {
    const [a, b] = [answer(['x', '-0.5']), answer(['x', '-0.50'])];
    expect(compareAnswers(a, b)).toMatchObject({
      tokens: false,
      bits: false,
      differing: 0,
      rewritten: 1,
      fork: null,
    });
  });

  it('differ in bits by the sign of a zero', () => {
    expect(compareAnswers(answer(['x', '-0']), answer(['x', '0']))).toMatchObject({
      tokens: false,
      bits: true,
    });
  });

  it.each([
    ['tie', '-0.7', '-0.7', '-0.70001'],
    ['near', '-0.70000', '-0.70001', '-0.70001'],
    ['confident', '-0.5', '-0.9', '-0.50001'],
  ] as const)('part in a %s', (flip, first, second, other) => {
    const a = answer(['a', '-0.1'], ['b', first, ['b', first], ['c', second]]);
    const b = answer(['a', '-0.1'], ['c', other, ['c', second], ['b', other]]);
    expect(compareAnswers(a, b).fork).toMatchObject({ at: 1, unit: 'token', a: 'b', b: 'c', flip });
  });

  it('are not compared behind their fork, where the questions are two', () => {
    const a = answer(['a', '-1'], ['b', '-1'], ['c', '-1']);
    const b = answer(['a', '-1'], ['x', '-1'], ['c', '-2']);
    expect(compareAnswers(a, b)).toMatchObject({ tokens: true, numbers: 1, differing: 0 });
  });

  it('part where one ends', () => {
    const a = answer(['a', '-1'], ['b', '-1']);
    expect(compareAnswers(a, answer(['a', '-1'])).fork).toMatchObject({ at: 1, a: 'b', b: null });
  });

  it('are compared as texts where one tells no tokens', () => {
    const text = { ...answer(), text: 'abcdef' };
    expect(compareAnswers(text, { ...text, text: 'abcxef' })).toMatchObject({
      ...{ tokens: true, bits: null },
      fork: { at: 3, unit: 'character', a: 'def', b: 'xef', flip: 'untold' },
    });
  });
});
