import { describe, expect, it } from 'vitest';
import type { DiffRecord, RunRecord } from '../results/record.ts';
import { verdictOf } from './verdict.ts';

const same: DiffRecord = {
  probe: 'probe',
  a: 'one',
  b: 'two',
  identical: true,
  fork: null,
  forkTokens: null,
  flip: null,
  margin: 0.5,
  comparedPositions: 64,
  firstDifference: null,
  differingLogits: 0,
  comparedLogits: 65_536,
  maxUlp: 0,
  maxUlpSameSign: 0,
  crossings: 0,
  maxAbsolute: 0,
  maxKl: 0,
};

const forked: DiffRecord = {
  ...same,
  identical: false,
  fork: 17,
  forkTokens: { a: { token: 1, text: ' king' }, b: { token: 2, text: '\n' } },
};

const requests = [{ id: 'probe', fingerprint: '5d46b0d0c8abe06e'.repeat(4) }];
const record = { arms: [{ name: 'one', requests }] } as unknown as RunRecord;

describe('the verdict on a pair', () => {
  it.each<[string, DiffRecord, string, string]>([
    ['equal bits', same, 'same', 'bit-identical: 64 tokens, 65,536 logits, fingerprint 5d46b0d0c8abe06e…'],
    ['a fork', forked, 'fork', "fork at token 17: A ' king' / B '⏎'"],
    [
      'an early end',
      { ...forked, forkTokens: { a: null, b: { token: 2, text: ' x' } } },
      'fork',
      "fork at token 17: A ended / B ' x'",
    ],
    ['equal tokens only', { ...same, identical: false }, 'bits', 'same 64 tokens, different bits'],
    [
      'nothing',
      { ...same, comparedPositions: 0 },
      'none',
      'nothing to compare: neither arm generated a token',
    ],
  ])('names %s', (_, diff, tone, words) => {
    expect(verdictOf(diff, record)).toEqual({ tone, words });
  });
});
