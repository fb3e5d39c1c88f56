import { describe, expect, test } from 'vitest';
import { idModel } from '../lab/testing/fake-engine.ts';
import { claimText, fullClaims } from '../studies/certificate/claims.ts';
import { type ChoiceValues, readChoice } from './certify-choice.ts';

const ALL = fullClaims(idModel().checkpoint);
const chosen = (values: Partial<ChoiceValues>) => readChoice({ short: false, ...values }).claims(ALL);

describe('what is chosen of a certificate', () => {
  test('nothing is left out unless it is asked for, and only then is the certificate kept', () => {
    expect(chosen({})).toEqual(ALL);
    expect(readChoice({ short: false }).whole).toBe(true);
    for (const values of [
      { short: true },
      { only: 'matmul' },
      { set: 'pinned' },
      { dtype: 'f32' },
      { weights: 'f16' },
      { quantize: 'none' },
    ])
      expect(readChoice({ short: false, ...values }).whole, JSON.stringify(values)).toBe(false);
  });

  test('sets, activations and weights are claims of their own', () => {
    const values = { set: 'invariant', dtype: 'bf16,f16', weights: 'f32' };
    expect(chosen(values).map(claimText)).toEqual([
      'invariant, bf16 activations, f32 weights',
      'invariant, f16 activations, f32 weights',
    ]);
    expect(readChoice({ short: false, only: 'whole-model,rmsnorm' }).operations).toEqual([
      'whole model',
      'rmsnorm',
    ]);
  });

  test('q8 activations are claims of their own, one of which is in the short list', () => {
    expect(chosen({ set: 'invariant', dtype: 'bf16', quantize: 'per-row' }).map(claimText)).toEqual([
      'invariant, bf16 activations, q8 weights, q8 activations with a scale for each row',
      'invariant, bf16 activations, q4 weights, q8 activations with a scale for each row',
    ]);
    const short = chosen({ short: true });
    expect(short.filter(({ quantize }) => quantize)).toHaveLength(1);
    expect(short.filter(({ quantize }) => !quantize)).toEqual(chosen({ short: true, quantize: 'none' }));
  });

  test.each([
    [
      { only: 'softmax' },
      '--only: expected one of matmul, rmsnorm, attention, experts, whole-model, found "softmax"',
    ],
    [{ set: 'variant' }, 'leave nothing to test'],
  ])('%o is refused', (values, message) => {
    expect(() => chosen(values)).toThrow(message);
  });
});
