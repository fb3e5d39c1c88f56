import { expect, it } from 'vitest';
import type { StepRecord } from '../../../results/record.ts';
import { priceOf } from './price-figures.ts';

const step = (milliseconds: number, kind: 'prefill' | 'decode', rows = 1): StepRecord => ({
  rows,
  slices: [{ request: 'p', rows, kind, token: 0 }],
  waiting: [],
  plans: {},
  preempted: [],
  milliseconds,
});

it('compares the decode steps of the whole batch, called by the rows that they have', () => {
  const a = [step(90, 'prefill', 12), step(10, 'decode'), step(14, 'decode'), step(11, 'decode')];
  // Most of b's steps came after the others had ended.
  const after = [9, 10, 11, 12, 13].map((milliseconds) => step(milliseconds, 'decode'));
  const b = [step(95, 'prefill', 40), step(22, 'decode', 8), step(24, 'decode', 8), ...after];
  expect(priceOf(a, b)).toEqual({
    a: [90, 10, 14, 11],
    b: [95, 22, 24, 9, 10, 11, 12, 13],
    decode: {
      a: { rows: 1, steps: 3, milliseconds: 11 },
      b: { rows: 8, steps: 2, milliseconds: 22 },
      ratio: 2,
    },
  });
});

it('never holds a prompt against a decode step: a probe of one token has no step to compare', () => {
  const [prompt, decode] = [step(90, 'prefill', 12), step(47, 'decode', 7)];
  expect(priceOf([prompt], [step(95, 'prefill', 40), decode])?.decode).toBeNull();
  expect(priceOf([prompt], [])).toBeNull();
});
