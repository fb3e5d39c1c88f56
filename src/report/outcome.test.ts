import { describe, expect, it } from 'vitest';
import type { DiffRecord, RunRecord } from '../results/record.ts';
import { LOST, posture } from '../results/testing/postures.ts';
import { outcomeOf, shareWords } from './outcome.ts';

const LABELS = { a: 'alone', b: 'with 7 batchmates' };

const same: DiffRecord = {
  ...{ probe: 'p', a: 'one', b: 'two', identical: true, fork: null, forkTokens: null, flip: null },
  ...{ margin: 0.5, comparedPositions: 64, firstDifference: null, differingLogits: 0 },
  ...{ comparedLogits: 65_536, maxUlp: 0, maxUlpSameSign: 0, crossings: 0, maxAbsolute: 0, maxKl: 0 },
};

const forked: DiffRecord = {
  ...same,
  ...{ identical: false, fork: 33, flip: 'confident', margin: 0.0146 },
  forkTokens: { a: { token: 1, text: ' much' }, b: { token: 2, text: ' good' } },
};

const settings = {
  kernels: { matmul: 'variant', rmsnorm: 'variant', attention: 'variant' },
  weights: 'stored',
};
const ran = (postures: RunRecord['postures'], dtypes = ['bf16', 'bf16']) => ({
  arms: ['one', 'two'].map((name, i) => ({ name, ...settings, dtype: dtypes[i], parallelism: 64 })),
  postures,
});
const outcome = (diff: DiffRecord, run = ran([]), perturbation: number | null = null) =>
  outcomeOf(diff, LABELS, run as never, perturbation);

describe('what came of asking twice', () => {
  it('tells where the answers part, and why that token was in reach', () => {
    expect(outcome(forked, ran([]), 0.0193)).toEqual({
      tone: 'fork',
      words: "After 33 equal tokens the answers part: ' much' alone, ' good' with 7 batchmates.",
      why: "Alone, ' much' led the runner-up by 0.0146 in logits: 50.4 % to 49.6 % between the two. With 7 batchmates, the leaders moved against each other by up to 0.0193, and ' good' overtook it.",
    });
    expect(outcome(forked).why).not.toContain('moved');
    expect(outcome({ ...forked, fork: 0 }).words).toMatch(/^At the first token the answers part/);
    expect(outcome({ ...forked, margin: 0, flip: 'tie' }).why).toMatch(/^A dead heat: alone/);
  });

  it('calls an early end by its name, and gives no reason where a token was drawn', () => {
    const ended = { ...forked, flip: null, forkTokens: { a: null, b: { token: 2, text: ' x' } } };
    expect(outcome(ended)).toMatchObject({
      words: expect.stringContaining("the end alone, ' x' with"),
      why: null,
    });
  });

  it('tells other bits under the same words', () => {
    const bits = { ...same, identical: false, firstDifference: 3, differingLogits: 1200 };
    const { tone, words, why } = outcome(bits);
    expect([tone, words]).toEqual([
      'bits',
      'The same 64 tokens, but not the same bits: 1,200 of 65,536 logits differ.',
    ]);
    expect(why).toMatch(/^They differ from token 3 on\..*a lead of 0\.5 in logits\.$/);
    expect(outcome({ ...bits, unmeasured: 2 }).words).toMatch(
      /: 1,200 of 65,536 logits differ, and 2 tokens more were not measured\.$/,
    );
    expect(outcome({ ...bits, differingLogits: 0, comparedLogits: 0, unmeasured: 64 }).words).toBe(
      'The same 64 tokens, but not the same bits: how many logits differ was not measured.',
    );
  });

  it.each([
    ['certified', {}, /tested on this adapter/],
    ['observed', { standing: 'observed' }, /was not tested/],
    ['replayed', { standing: 'replayed' }, /the CPU engine computes/],
    ['none', { standing: 'none' }, /do not promise it/],
    ['lost', LOST, /^Do not rely on it/],
  ] as const)('gives the ground of equal bits: %s', (_, change, expected) => {
    const { tone, words, why } = outcome(same, ran([posture('one', {}), posture('two', change)]));
    expect([tone, words]).toEqual([
      'same',
      'The same 64 tokens, and the same bits in all 65,536 logits behind them.',
    ]);
    expect(why).toMatch(expected);
  });

  it('promises nothing of arms whose settings differ', () => {
    const { why } = outcome(same, ran([posture('one', {}), posture('two', {})], ['bf16', 'f32']));
    expect(why).toMatch(/^Not promised: settings differ/);
  });
});

it('says a lead in odds that are never certain', () => {
  expect([0, 0.0146, 1, 30].map(shareWords)).toEqual([
    '50.0 % to 50.0 %',
    '50.4 % to 49.6 %',
    '73.1 % to 26.9 %',
    '99.9 % to 0.1 %',
  ]);
});
