import { expect, test } from 'vitest';
import { dropWords } from './drops.ts';

const drop = (position: number, ...filledBy: { request: string; rows: number }[]) => ({
  ...{ position, layer: 2, expert: 5, filledBy },
});

test('a dropped row in words: where, and whose rows filled the expert', () => {
  expect(dropWords([drop(12, { request: 'loud', rows: 3 }, { request: 'probe', rows: 1 })])).toBe(
    'experts had no room for 1 choice of its rows: position 12 in layer 2, expert 5 (full of 3 rows of loud and 1 row of probe)',
  );
});

test('of many a few, and how many more', () => {
  const many = Array.from({ length: 7 }, (_, position) => drop(position, { request: 'loud', rows: 4 }));
  expect(dropWords(many)).toMatch(
    /^experts had no room for 7 choices of its rows: .*position 2 in .*; and 4 more$/,
  );
});
