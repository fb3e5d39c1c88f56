import { describe, expect, it } from 'vitest';
import { distinctCompletions } from './distinct-completions.ts';
import { printedPrecision } from './printed-precision.ts';
import { listed, sequenceOf, transcriptOf } from './testing/transcripts.ts';
import { alignTranscripts } from './transcript-alignment.ts';

const aligned = (a: ReturnType<typeof sequenceOf>[], b: ReturnType<typeof sequenceOf>[]) =>
  alignTranscripts(transcriptOf('A', a), transcriptOf('B', b));
const unnamed = (id: string, prompt: string | null, tokens = ['x']) =>
  sequenceOf(id, tokens, { named: false, prompt });

describe('alignTranscripts', () => {
  it('pairs by id whatever the order, and says what is left', () => {
    const found = aligned(
      [sequenceOf('1', []), sequenceOf('2', [])],
      [sequenceOf('3', []), sequenceOf('1', [])],
    );
    expect(found.by).toBe('id');
    expect(found.pairs.map(({ a, b }) => [a.id, b.id])).toEqual([['1', '1']]);
    expect([found.onlyA, found.onlyB].map((only) => only.map(({ id }) => id))).toEqual([['2'], ['3']]);
  });

  it('pairs by prompt where ids are of the place alone, answers to one prompt in their order', () => {
    const a = [unnamed('#0', 'p'), unnamed('#1', 'p'), unnamed('#2', 'q')];
    const b = [unnamed('#0', 'q'), unnamed('#1', 'p'), unnamed('#2', 'p')];
    const found = aligned(a, b);
    expect(found.by).toBe('prompt');
    expect(found.pairs.map(({ a, b }) => [a.id, b.id])).toEqual([
      ['#0', '#1'],
      ['#1', '#2'],
      ['#2', '#0'],
    ]);
  });

  it('pairs by order where neither tells what it answers', () => {
    const found = aligned([unnamed('#0', null)], [unnamed('#0', null), unnamed('#1', null)]);
    expect(found).toMatchObject({ by: 'order', onlyB: [{ id: '#1' }] });
  });
});

describe('distinctCompletions', () => {
  it('grows one tree of both runs’ answers to a question', () => {
    const answer = (id: string, tokens: string[]) => sequenceOf(id, tokens, { question: 'q' });
    const a = [answer('q', ['The', ' king']), answer('q/1', ['The', ' queen'])];
    const b = [answer('q', ['The', ' king']), answer('q/1', ['The', ' king', ' sat'])];
    const [tree, ...others] = distinctCompletions(aligned(a, b));
    expect(others).toEqual([]);
    expect(tree).toMatchObject({ question: 'q', completions: { a: 2, b: 2 }, distinct: 3, shared: 1 });
    expect(tree.root).toMatchObject({ text: 'The', arms: 4 });
    expect(tree.root.branches[0]).toMatchObject({ text: ' king', arms: 3 });
  });

  it('is silent where no question has three answers', () => {
    expect(distinctCompletions(aligned([sequenceOf('1', ['x'])], [sequenceOf('1', ['x'])]))).toEqual([]);
  });
});

describe('printedPrecision', () => {
  const precision = (...values: number[]) =>
    printedPrecision(
      transcriptOf('A', [
        sequenceOf('1', ['x'], { positions: values.map((value, at) => listed({ [`t${at}`]: value })) }),
      ]),
    );

  it('tells decimals that were cut from f32 values that were not', () => {
    expect(precision(-0.25, -1.123456)).toEqual({ decimals: 6, f32: false, values: 4 });
    expect(precision(Math.fround(-0.1), Math.fround(-1.7))).toEqual({ decimals: null, f32: true, values: 4 });
    expect(precision()).toEqual({ decimals: null, f32: false, values: 0 });
  });
});
