import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { promptLookup } from './ngram.ts';

describe('prompt lookup', () => {
  test.each([
    ['what followed the longest match', [1, 2, 3, 4, 9, 2, 3, 7, 1, 2, 3], 2, [4, 9]],
    ['of equal matches the latest', [1, 2, 5, 1, 2, 6, 1, 2], 1, [6]],
    ['nothing where the end is new', [1, 2, 3, 4], 3, []],
    ['nothing for one token that stood before', [4, 1, 2, 4], 3, []],
    ['its own proposals, where a text repeats itself', [8, 1, 2, 3, 1, 2, 3], 5, [1, 2, 3, 1, 2]],
    ['one token over and over', [5, 5, 5], 3, [5, 5, 5]],
    ['nothing of nothing', [], 3, []],
    ['nothing where none is asked for', [1, 1, 1], 0, []],
  ])('proposes %s', (_, tokens, k, expected) => {
    expect(promptLookup(tokens, k)).toEqual(expected);
  });

  test('proposes k tokens or none, and of a text that goes round what comes next', () => {
    const round = fc.array(fc.nat(5), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(round, fc.integer({ min: 1, max: 8 }), fc.nat(10), (turn, k, more) => {
        const at = (i: number) => turn[i % turn.length];
        // Long enough that a match over two turns and two tokens is the longest that is compared.
        const length = 20 + 4 * turn.length + more;
        const text = Array.from({ length }, (_, i) => at(i));
        expect(promptLookup(text, k)).toEqual(Array.from({ length: k }, (_, i) => at(length + i)));
      }),
    );
  });
});
