import { expect, it } from 'vitest';
import {
  differenceInterval,
  effectWords,
  intervalWords,
  levelWords,
  pWords,
  signedWords,
  valueWords,
} from './study-figures.ts';

it.each([
  ['pass', 0.6325, '63.2 %'],
  ['pass', 0, '0 %'],
  ['pass', 1, '100 %'],
  // Neither none nor all.
  ['pass', 0.00004, '0.004 %'],
  ['pass', 0.99996, '99.996 %'],
  ['length', 42.66, '42.7 tokens'],
  ['bytes', 1400, '1.4 kB'],
  ['kl', 0.0000123, '1.23e−5 nats'],
  ['distinct', 1000, '1,000 completions'],
  ['pass', Number.NaN, '–'],
] as const)('writes %s %s as %s', (measure, value, words) => {
  expect(valueWords(measure, value)).toBe(words);
});

it('writes differences in points, with their sign', () => {
  expect(signedWords('pass', -0.0321)).toBe('−3.2 points');
  expect(signedWords('pass', 0.01)).toBe('+1 point');
  expect(signedWords('length', 0)).toBe('0 tokens');
  expect(effectWords('pass', 0.02)).toBe('2 points');
  expect(differenceInterval('pass', { value: 0, low: -0.05, high: 0.014 })).toBe('−5 to +1.4 points');
  expect(differenceInterval('bytes', { value: 0, low: -2000, high: 1000 })).toBe('−2.0 kB to +1.0 kB');
});

it('writes intervals, levels and p values', () => {
  expect(intervalWords('pass', { value: 0.6, low: 0.571, high: 0.63 })).toBe('57.1 to 63 %');
  // As JSON gives an interval without an end.
  expect(intervalWords('length', { value: 3, low: 1, high: null as unknown as number })).toBe(
    '1 to – tokens',
  );
  expect([0.05, 0.01, 0.001].map(levelWords)).toEqual(['95 %', '99 %', '99.9 %']);
  expect([0.5, 0.0345, 0.00001].map(pWords)).toEqual(['p = 0.5', 'p = 0.035', 'p < 0.0001']);
});
