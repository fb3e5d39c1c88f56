import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { behaviourDifferences, behaviourMeans, behaviourOf } from './behaviour.ts';

const of = (tokens: readonly number[], text = '') => behaviourOf({ tokens, text });

/** By trying every run at every two places. */
function longestByHand(tokens: readonly number[]): number {
  for (let length = Math.floor(tokens.length / 2); length > 0; length--)
    for (let a = 0; a + 2 * length <= tokens.length; a++)
      for (let b = a + length; b + length <= tokens.length; b++)
        if (tokens.slice(a, a + length).join() === tokens.slice(b, b + length).join()) return length;
  return 0;
}

describe('loops', () => {
  test('an answer that says nothing twice has none', () => {
    expect(of([1, 2, 3, 4, 5, 6])).toMatchObject({ length: 6, repeated: 0, longestRepeat: 0 });
    expect(of([])).toMatchObject({ length: 0, repeated: 0, longestRepeat: 0 });
  });

  test('one that goes round counts every run that it has said before', () => {
    // Ten tokens have seven runs of four, of which three are new.
    expect(of([1, 2, 3, 1, 2, 3, 1, 2, 3, 1])).toMatchObject({ repeated: 4 / 7, longestRepeat: 4 });
    expect(of([7, 7, 7, 7, 7, 7, 7, 7]).longestRepeat).toBe(4);
  });

  test('the longest repeat is what trying everything finds', () => {
    const tokens = fc.array(fc.nat(3), { maxLength: 24 });
    fc.assert(
      fc.property(tokens, (each) => {
        expect(of(each).longestRepeat).toBe(longestByHand(each));
      }),
    );
  });
});

test('worked steps are pieces that come to a result', () => {
  expect(of([], '5+0=5; 5+4=9; 4+1=5; 4+8=12 -> 12595').steps).toBe(4);
  expect(of([], 'Ann 10\nKay 34\nKay 34+9=43\nAnn 10+1=11\nAnn -> 11').steps).toBe(2);
  expect(of([], 'Once upon a time; there was a cat.\n').steps).toBe(0);
});

test('means have intervals, and differences are taken request by request', () => {
  const here = [of([1, 2, 3], 'a=1'), of([1, 2, 3, 4], 'a=1;b=2'), of([1], '')];
  const there = [of([1, 2], ''), of([1, 2, 3], 'a=1'), of([], '')];
  const { length, steps } = behaviourMeans(here)!;
  expect(length.mean).toBeCloseTo(8 / 3);
  expect(length.low).toBeLessThan(length.mean);
  expect(steps.mean).toBe(1);
  const apart = behaviourDifferences(here, there)!;
  expect(apart.length).toEqual({ mean: 1, low: 1, high: 1 });
  expect(apart.steps.mean).toBeCloseTo(2 / 3);
  expect([behaviourMeans([]), behaviourDifferences([], [])]).toEqual([null, null]);
});
