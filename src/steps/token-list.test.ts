import fc from 'fast-check';
import { expect, test } from 'vitest';
import { TokenList } from './token-list.ts';

const tokens = fc.array(fc.integer({ min: -1, max: 200_000 }), { maxLength: 150 });

test('a list that grew token by token has all of them, and what it grew from stays as it was', () => {
  fc.assert(
    fc.property(tokens, tokens, tokens, (first, then, other) => {
      const lists = [TokenList.of(first)];
      for (const token of then) lists.push(lists.at(-1)!.with(token));
      const middle = lists[then.length >> 1];
      const branched = other.reduce((list, token) => list.with(token), middle);
      const all = [...first, ...then];
      for (const [i, list] of lists.entries()) {
        expect(list.length).toBe(first.length + i);
        expect(list.slice()).toEqual(all.slice(0, first.length + i));
      }
      expect(branched.slice()).toEqual([...all.slice(0, first.length + (then.length >> 1)), ...other]);
    }),
  );
});

test('a part and a place of it are those of an array, and none is beyond its end', () => {
  fc.assert(
    fc.property(tokens, tokens, fc.nat(300), fc.nat(300), (first, then, a, b) => {
      const list = then.reduce((grown, token) => grown.with(token), TokenList.of(first));
      const all = [...first, ...then];
      const [start, end] = [Math.min(a, b, all.length), Math.min(Math.max(a, b), all.length)];
      expect(list.slice(start, end)).toEqual(all.slice(start, end));
      if (all.length > 0) expect(list.at(a % all.length)).toBe(all[a % all.length]);
      for (const outside of [-1, all.length, all.length + 40])
        expect(() => list.at(outside)).toThrow(RangeError);
    }),
  );
});
