import { expect, it } from 'vitest';
import type { RunRecord } from '../../../results/record.ts';
import { durationWords } from '../../kit/format.ts';
import { costWords, millisecondsPerRun } from './cost.ts';

const PAIR = { a: 'alone', b: 'company', probe: 'p' };
const arm = (name: string, milliseconds: number) => ({ name, timing: { milliseconds } });
const experiment = { requests: [{ id: 'p', maxNewTokens: 40 }] };
const record = {
  experiment,
  arms: [arm('alone', 100), arm('company', 300), arm('other', 9000)],
} as unknown as RunRecord;

it('reckons with the pair as it ran on this machine, never with an example', () => {
  expect(millisecondsPerRun({ source: 'live', record }, PAIR, null)).toBe(200);
  expect(millisecondsPerRun({ source: 'live', record }, PAIR, 10)).toBe(50);
  expect(millisecondsPerRun({ source: 'example', record }, PAIR, null)).toBeNull();
  expect(millisecondsPerRun({ source: 'live', record: null }, PAIR, null)).toBeNull();
});

it('says runs, and time where it is known', () => {
  expect(costWords(16, null, 'at most')).toBe('16 runs at most');
  expect(costWords(1, 200)).toBe('1 run, about 0.2 s');
});

it.each([
  [3, '0.1 s'],
  [9400, '9.4 s'],
  [61_000, '61 s'],
  [150_000, '3 min'],
])('%d ms is %s', (milliseconds, words) => {
  expect(durationWords(milliseconds)).toBe(words);
});
