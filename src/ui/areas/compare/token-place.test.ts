import { describe, expect, it } from 'vitest';
import { placeAfterKey, type Side, type Streams } from './token-place.ts';

const stream = (tokens: readonly number[]) => tokens.map((token) => ({ token, text: ` ${token}` }));
const streams: Streams = { a: stream([1, 2, 3, 4, 5, 6]), b: stream([1, 2, 9, 4, 8]) };

describe('placeAfterKey', () => {
  it.each<[string, Side, number, { side: Side; index: number } | null]>([
    ['ArrowRight', 'a', 0, { side: 'a', index: 1 }],
    ['ArrowRight', 'b', 4, { side: 'b', index: 4 }],
    ['ArrowLeft', 'a', 0, { side: 'a', index: 0 }],
    ['Home', 'a', 3, { side: 'a', index: 0 }],
    ['End', 'b', 1, { side: 'b', index: 4 }],
    ['ArrowDown', 'a', 3, { side: 'b', index: 3 }],
    ['ArrowUp', 'b', 3, { side: 'a', index: 3 }],
    ['ArrowDown', 'a', 5, null],
    ['n', 'a', 0, { side: 'a', index: 2 }],
    ['n', 'b', 2, { side: 'b', index: 4 }],
    ['n', 'a', 4, null],
    ['p', 'a', 5, { side: 'a', index: 4 }],
    ['p', 'a', 2, null],
    ['x', 'a', 0, null],
  ])('%s at %s %i', (key, side, index, place) => {
    expect(placeAfterKey(key, { side, index }, streams)).toEqual(place);
  });
});
