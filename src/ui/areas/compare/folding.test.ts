import { expect, it } from 'vitest';
import { foldStream } from './folding.ts';

it('shows everything unless only the differences are wanted', () => {
  expect(foldStream(5, null)).toEqual([{ from: 0, to: 5, hidden: false }]);
  expect(foldStream(0, null)).toEqual([]);
});

it('keeps two tokens around a difference and folds the rest', () => {
  expect(foldStream(20, [8])).toEqual([
    { from: 0, to: 6, hidden: true },
    { from: 6, to: 11, hidden: false },
    { from: 11, to: 20, hidden: true },
  ]);
  expect(foldStream(4, [0, 3])).toEqual([{ from: 0, to: 4, hidden: false }]);
});

it('folds a stream without differences whole', () => {
  expect(foldStream(7, [])).toEqual([{ from: 0, to: 7, hidden: true }]);
});
