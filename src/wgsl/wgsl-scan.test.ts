import { describe, expect, it } from 'vitest';
import { wordsOf } from './wgsl-scan.ts';

const texts = (code: string) => wordsOf(code).map(({ text }) => text);

describe('wordsOf', () => {
  it('skips comments, also nested ones and one that never ends', () => {
    expect(texts('a /* for /* { */ } */ b // while\nc /* d')).toEqual(['a', 'b', 'c']);
  });

  it.each(['\n', '\v', '\f', '\r', '\r\n', '\u0085', '\u2028', '\u2029'])(
    'ends a line comment at every line break of WGSL: %j',
    (lineBreak) => {
      expect(texts(`a // b${lineBreak}loop {`)).toEqual(['a', 'loop', '{']);
    },
  );

  it.each(['\t', '\u0085', '\u200e', '\u200f', '\u2028'])('takes blankspace for no word: %j', (blank) => {
    expect(texts(`fn${blank}a${blank}(`)).toEqual(['fn', 'a', '(']);
  });

  it('gives every character that is none of these a place, also those that WGSL refuses', () => {
    expect(wordsOf('é1 \u00a0😀 0x1fu')).toEqual([
      { text: 'é1', at: 0 },
      { text: '\u00a0', at: 3 },
      { text: '😀', at: 4 },
      { text: '0x1fu', at: 7 },
    ]);
  });
});
