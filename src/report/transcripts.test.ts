import { describe, expect, it } from 'vitest';
import { listed, sequenceOf, transcriptOf } from '../results/testing/transcripts.ts';
import type { TranscriptPosition, TranscriptSequence } from '../results/transcripts.ts';
import { reportTranscripts } from '../results/transcripts-report.ts';
import { comparisonFinding, forkCause, limitWords } from './transcripts.ts';
import { transcriptsLines } from './transcripts-lines.ts';

const report = (a: TranscriptSequence[], b: TranscriptSequence[], sameInputs = false) =>
  reportTranscripts(transcriptOf('A', a), transcriptOf('B', b), { sameInputs });
const answer = (id: string, positions: readonly TranscriptPosition[]) =>
  sequenceOf(
    id,
    positions.map(({ text }) => text!),
    { positions },
  );

const king = answer('q', [listed({ The: -0.1234, A: -2 }), listed({ ' king': -0.7, ' queen': -0.71 })]);
const queen = answer('q', [listed({ The: -0.1236, A: -2 }), listed({ ' queen': -0.7, ' king': -0.72 })]);

describe('comparisonFinding', () => {
  it('names the earliest fork', async () => {
    const found = await report([king, sequenceOf('r', ['x'])], [queen, sequenceOf('r', ['x'])]);
    expect(comparisonFinding(found)).toBe(
      "1 of 2 sequences forks, the earliest at token 1 of q: A ' king' / B ' queen'. (2 sequences were paired by id.)",
    );
    expect(forkCause(found.rows[0])).toBe(
      'The perturbation of 0.03 reached the margin of 0.01: a greedy flip was possible there.',
    );
  });

  it.each([
    ['equal bits', [sequenceOf('q', ['x'], { fingerprint: '0' })], 'Equal in every bit.'],
    ['equal numbers', [king], 'no log probability that both sides tell differs as it is printed'],
    ['equal texts', [sequenceOf('q', ['x'])], 'of the numbers behind them nothing is known'],
  ])('says no more of %s than is known', async (_, sequences, words) => {
    expect(comparisonFinding(await report(sequences, sequences))).toContain(words);
  });

  it('speaks of other answers where continuations were scored', async () => {
    const scored = (text: string) => ({
      ...answer('3', [listed({ [text]: -1, other: -2 })]),
      unit: 'choice' as const,
    });
    expect(comparisonFinding(await report([scored('a')], [scored('b')]))).toContain(
      '1 of 1 question gets another answer',
    );
  });
});

describe('limitWords', () => {
  it('says what printed log probabilities do not tell, of both sides once', async () => {
    const words = limitWords(await report([king], [queen]));
    expect(words).toContain(
      'Each side prints log probabilities to 4 decimals: equal ones are not equal bits, and differences below 0.0001 do not show.',
    );
    expect(words.filter((each) => each.includes('lists the best 2'))).toHaveLength(1);
    expect(words).toContain(
      'Whether the bits agree cannot be said: that takes logits, or fingerprints of them, on both sides.',
    );
  });

  it('says that text has no probabilities, and that order is a guess', async () => {
    const text = (id: string) => sequenceOf(id, ['x'], { named: false, unit: 'word' });
    const words = limitWords(await report([text('#0'), text('#1')], [text('#0')])).join('\n');
    expect(words).toContain('Each side tells no probabilities');
    expect(words).toContain('paired in their order');
    expect(words).toContain('1 sequence that only A has, 0 that only B has');
  });

  it('says of fingerprints that they tell no size, and nothing of equal bits', async () => {
    const told = (fingerprint: string) => [sequenceOf('q', ['x'], { fingerprint })];
    expect(limitWords(await report(told('0'), told('1')))).toEqual([
      'Fingerprints tell that bits differ, not how many, where or by how much.',
    ]);
    expect(limitWords(await report(told('0'), told('0')))).toEqual([]);
  });

  it('says of how many sequences the fingerprints are of two versions', async () => {
    const one = (id: string) => sequenceOf(id, ['x'], { fingerprint: 'a'.repeat(64) });
    const two = (id: string) => sequenceOf(id, ['x'], { fingerprint: `2:${'a'.repeat(64)}` });
    const bare = ['r', 's'].map((id) => sequenceOf(id, ['x']));
    const words = async (more: TranscriptSequence[]) =>
      limitWords(await report([one('q'), ...more], [two('q'), ...more])).join(' ');
    expect(await words([])).toContain('cannot be said: one side’s fingerprints are of version 1');
    expect(await words(bare)).toMatch(
      /cannot be said: of 1 of 3 sequences one side’s .* over digests; for the rest that takes logits/,
    );
  });
});

describe('transcriptsLines', () => {
  it('keeps to its columns, whatever ids and texts hold', async () => {
    const strange = answer('\u202e'.repeat(300), [listed({ ['x'.repeat(400)]: -1, y: -2 })]);
    const lines = transcriptsLines(await report([strange, king], [strange, queen]));
    expect(lines.every((line) => [...line].length <= 110)).toBe(true);
    expect(lines.join('\n')).not.toContain('\u202e');
    expect(lines.findIndex((line) => line.startsWith('q '))).toBeGreaterThan(0);
  });
});
