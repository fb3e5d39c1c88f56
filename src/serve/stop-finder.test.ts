import fc from 'fast-check';
import { expect, it } from 'vitest';
import { StopFinder } from './stop-finder.ts';

/** What readers get of pieces, and the stop that ended them. */
function told(pieces: readonly string[], stops: readonly string[], included = false) {
  const finder = new StopFinder(stops, included);
  let text = '';
  for (const piece of pieces) {
    const found = finder.push(piece);
    text += found.text;
    if (found.stop !== null) return { text, stop: found.stop };
  }
  return { text: text + finder.end(), stop: null };
}

it('holds back what may begin a stop string until that is decided', () => {
  const finder = new StopFinder(['END', 'ENOUGH']);
  expect(finder.push('the E')).toEqual({ text: 'the ', stop: null });
  expect(finder.push('N')).toEqual({ text: '', stop: null });
  expect(finder.push('TER')).toEqual({ text: 'ENTER', stop: null });
  expect(finder.push('EN')).toEqual({ text: '', stop: null });
  expect(finder.push('D of it')).toEqual({ text: '', stop: 'END' });
});

it('ends by the stop string that is whole first, and of two that end together by the longer', () => {
  expect(told(['abcd'], ['bcd', 'c'])).toEqual({ text: 'ab', stop: 'c' });
  expect(told(['xabc'], ['bc', 'abc'])).toEqual({ text: 'x', stop: 'abc' });
  expect(told(['xabcy'], ['bc'], true)).toEqual({ text: 'xabc', stop: 'bc' });
});

it('tells the same however a text is cut', () => {
  const letters = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 30 });
  const stops = fc.array(fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 1, maxLength: 4 }), {
    maxLength: 3,
  });
  const cuts = fc.array(fc.nat(30), { maxLength: 8 });
  fc.assert(
    fc.property(letters, stops, cuts, (text, strings, at) => {
      const places = [0, ...at.toSorted((a, b) => a - b), text.length];
      const pieces = places.slice(1).map((end, i) => text.slice(places[i], end));
      expect(told(pieces, strings)).toEqual(told([...text], strings));
    }),
  );
});
