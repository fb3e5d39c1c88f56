import { describe, expect, it } from 'vitest';
import { parseExperiment } from '../../../experiment/schema.ts';
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

function running(a: readonly number[], b: readonly number[]) {
  const stream = (tokens: readonly number[]) => tokens.map((token) => ({ token, text: ` t${token}` }));
  const streams = { 'one/probe': stream(a), 'two/probe': stream(b) };
  return verdictWords(pair, { ...emptyView, streams });
}

describe('verdictWords', () => {
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
