import { expect, it } from 'vitest';
import type { StreamsCompared } from '../results/compare-streams.ts';
import { comparableWords, pairForksWords, runsFinding, streamsFinding } from './compare-runs.ts';

const base = {
  ...{
    arm: 'alone',
    probe: 'p',
    comparable: 'bits',
    obstacles: [],
    unplanned: null,
    sameCompany: true,
    sameBits: false,
  },
  ...{ fork: null, textFork: null, firstDifference: null, bitsKnown: true },
  ...{ a: { fingerprint: 'f' }, b: { fingerprint: 'g' } },
} as const;
const streams = (change: Partial<StreamsCompared>) => ({ ...base, ...change }) as StreamsCompared;

it.each<[Partial<StreamsCompared>, string]>([
  [{ sameBits: true }, 'The same bits: fingerprints are equal.'],
  [{ fork: 4, firstDifference: 2 }, 'They fork at token 4. The bits differ from token 2 on.'],
  [{ fork: 4 }, 'They fork at token 4. Before it every bit agrees.'],
  [{ fork: 4, bitsKnown: false }, 'They fork at token 4.'],
  [{ fork: 4, comparable: 'tokens' }, 'They fork at token 4.'],
  [{ firstDifference: 2 }, 'The same tokens, other bits: from token 2 on.'],
  [
    { bitsKnown: false },
    'The same tokens, other bits: where they begin is not known, since no logits were kept.',
  ],
  [
    { bitsKnown: false, b: { fingerprint: '2:g' } as StreamsCompared['b'] },
    'The same tokens, other bits: where they begin is not known, since what was kept of them is of two versions.',
  ],
  [{ comparable: 'tokens' }, 'The same tokens.'],
  [{ comparable: 'text', textFork: 1 }, 'The texts part after 1 character.'],
  [{ comparable: 'nothing' }, 'Two answers to two questions.'],
])('%o: %s', (change, words) => {
  expect(streamsFinding(streams(change))).toBe(words);
});

it('says why no more is compared, and that bits agree where none had to', () => {
  const obstacles = [{ kind: 'model' }, { kind: 'decoding' }] as const;
  expect(comparableWords(streams({ comparable: 'text', obstacles }))).toBe(
    'Text alone, neither tokens nor bits: the models differ and tokens are drawn otherwise.',
  );
  const settings = [{ kind: 'settings', words: 'settings differ, A x / B y' }] as const;
  expect(comparableWords(streams({ comparable: 'tokens', obstacles: settings, sameBits: true }))).toBe(
    'The same bits all the same, although settings differ, A x / B y.',
  );
  expect(comparableWords(streams({ unplanned: 'mine' }))).toContain('in which order mine add');
});

it('says that fingerprints of two versions tell nothing of the bits', () => {
  expect(streamsFinding(streams({ sameBits: null, bitsKnown: false }))).toMatch(
    /^The same tokens\. Whether the bits agree is not known: one of the fingerprints is of version 1/,
  );
});

it('counts the streams of two runs', () => {
  const of = (...all: Partial<StreamsCompared>[]) =>
    runsFinding({
      ...{ sameExperiment: true, sameModel: true, pairs: [] },
      ...{ only: { a: [], b: [] } },
      drawn: { all: 0, same: 0, unknown: 0 },
      streams: all.map(streams),
    });
  expect(of({ sameBits: true }, { sameBits: true })).toBe('All 2 streams have the same bits in both runs.');
  expect(of({ sameBits: true }, {}, { fork: 3 }, { comparable: 'nothing' })).toBe(
    'Of 3 streams 1 has the same bits, 1 the same tokens with other bits and 1 forks.',
  );
  expect(of({ comparable: 'tokens' }, { comparable: 'tokens' })).toBe(
    'Of 2 streams 2 have the same tokens, bits not compared.',
  );
  expect(of({ sameBits: null }, {})).toBe(
    'Of 2 streams 1 has the same tokens with other bits and 1 the same tokens, bits not compared.',
  );
  expect(of({ comparable: 'nothing' })).toContain('no stream in common');
  expect(pairForksWords({ probe: 'p', arms: ['a', 'b'], a: 35, b: null })).toBe('forks at 35 in A alone');
});
