import { expect, it } from 'vitest';
import type { StepRecord } from '../../results/record.ts';
import { priceOf } from './price-figures.ts';

const step = (milliseconds: number, kind: 'prefill' | 'decode', rows = 1): StepRecord => ({
  rows,
  slices: [{ request: 'p', rows, kind, token: 0 }],
  waiting: [],
  plans: {},
  preempted: [],
  milliseconds,
});

it('takes the median of the steps that only decode', () => {
  const a = [step(90, 'prefill', 12), step(10, 'decode'), step(14, 'decode'), step(11, 'decode')];
  const b = [step(95, 'prefill', 40), step(22, 'decode', 8)];
  expect(priceOf(a, b)).toEqual({
    a: [90, 10, 14, 11],
    b: [95, 22],
    medianA: 11,
    medianB: 22,
    rowsA: 1,
    rowsB: 8,
  });
});

it('takes every step where none only decodes, and says nothing before both arms took one', () => {
  expect(priceOf([step(90, 'prefill', 12)], [step(95, 'prefill', 40)])).toMatchObject({
    medianA: 90,
    rowsB: 40,
  });
  expect(priceOf([step(90, 'prefill')], [])).toBeNull();
});
