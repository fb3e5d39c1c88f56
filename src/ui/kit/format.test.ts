import fc from 'fast-check';
import { expect, it } from 'vitest';
import { cutMiddle } from './format.ts';

it('leaves a text alone that is hardly longer than its two ends', () => {
  expect(cutMiddle('a'.repeat(25), 10)).toBeNull();
  expect(cutMiddle('a'.repeat(26), 10)).toEqual({ head: 'a'.repeat(10), left: 6, tail: 'a'.repeat(10) });
});

it('keeps both ends of a long text, counts the rest, and cuts no character in two', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme', minLength: 60, maxLength: 200 }),
      fc.integer({ min: 4, max: 20 }),
      (text, side) => {
        const cut = cutMiddle(text, side);
        if (!cut) return expect(text.length).toBeLessThanOrEqual(2.5 * side);
        const { head, left, tail } = cut;
        expect(head + text.slice(head.length, head.length + left) + tail).toBe(text);
        expect(head.length).toBeLessThanOrEqual(side);
        expect(tail.length).toBeLessThanOrEqual(side + 1);
        expect((head + tail).isWellFormed()).toBe(true);
      },
    ),
  );
});
