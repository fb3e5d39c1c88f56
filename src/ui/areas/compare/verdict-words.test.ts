import { describe, expect, it } from 'vitest';
import { parseExperiment } from '../../../experiment/schema.ts';
import type { DiffRecord, RunRecord } from '../../../results/record.ts';
import { emptyView } from '../../state/lab-state.ts';
import { pairsOf } from '../../state/pairs.ts';
import { verdictWords } from './verdict-words.ts';

const experiment = parseExperiment({
  version: 1,
  title: 'Words',
  requests: [{ id: 'probe', role: 'probe', prompt: 'Once' }],
  arms: [
    { name: 'one', requests: ['probe'], kernels: 'variant' },
    { name: 'two', requests: ['probe'], kernels: 'invariant' },
  ],
  compare: [['one', 'two']],
});
const [pair] = pairsOf(experiment);

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

function final(diff: DiffRecord) {
  const requests = [{ id: 'probe', fingerprint: '5d46b0d0c8abe06e'.repeat(4) }];
  const record = { diffs: [diff], arms: [{ name: 'one', requests }] } as unknown as RunRecord;
  return verdictWords(pair, { ...emptyView, record });
}

function running(a: readonly number[], b: readonly number[]) {
  const stream = (tokens: readonly number[]) => tokens.map((token) => ({ token, text: ` t${token}` }));
  const streams = { 'one/probe': stream(a), 'two/probe': stream(b) };
  return verdictWords(pair, { ...emptyView, streams });
}

describe('verdictWords', () => {
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
    expect(final(diff)).toEqual({ tone, words });
  });

  it.each<[number[], number[], string, string]>([
    [[], [], 'none', 'not run yet'],
    [[1], [], 'none', 'nothing to compare yet'],
    [[1, 2], [1], 'none', 'same 1 token so far'],
    [[1, 2, 3], [1, 2], 'none', 'same 2 tokens so far'],
    [[1, 2, 3], [1, 4], 'fork', "fork at token 1: A ' t2' / B ' t4'"],
  ])('says of %j and %j only what tokens can say', (a, b, tone, words) => {
    expect(running(a, b)).toEqual({ tone, words });
  });
});
