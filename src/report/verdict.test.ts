import { describe, expect, it } from 'vitest';
import { allOperations } from '../numerics/sets/kernel-sets.ts';
import type { DiffRecord, RunRecord } from '../results/record.ts';
import { verdictLines, verdictOf } from './verdict.ts';

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

it('gives no figures of a difference that nobody measured', () => {
  const arms = ['one', 'two'].map((name) => ({
    name,
    kernels: allOperations('variant'),
    requests: [{ ...requests[0], text: '' }],
  }));
  const run = { arms } as unknown as RunRecord;
  const unmeasured = { ...same, identical: false, firstDifference: 3, comparedLogits: 0, unmeasured: 61 };
  const text = verdictLines(unmeasured, run).join(' ');
  expect(text).toContain('first differing bit at token 3 ');
  expect(text).toContain('at 61 tokens the bits differ');
  expect(text).not.toMatch(/0 of 0|max 0 ulp/);
  const partly = { ...unmeasured, comparedLogits: 3072, differingLogits: 5, maxUlpSameSign: 9 };
  expect(verdictLines(partly, run).join(' ')).toMatch(/token 3, 5 of 3,072 logits differ .*max 9 ulp/);
});
