import { expect, test } from 'vitest';
import { allOperations } from '../numerics/sets/kernel-sets.ts';
import { forkRateLines, rateRowText } from './fork-rates.ts';

test('a row is a line, with a rate for each size of batch that there was', () => {
  const kernels = allOperations('variant');
  const usual = { kernels, dtype: 'bf16', weights: 'stored', parallelism: 64 } as const;
  const row = { probe: 'p', settings: usual };
  const sizes = [
    { from: 1, to: 1 },
    { from: 3, to: 4 },
    { from: 5, to: 8 },
  ];
  const rates = [{ batches: 1, otherwise: 0 }, null, { batches: 1200, otherwise: 3 }];
  expect(forkRateLines({ sizes, rows: [{ ...row, rates }] }).slice(1)).toEqual([
    '  p, variant, bf16: 1: 0 of 1; 5 to 8: 3 of 1,200',
  ]);
  const mark = { name: 'mine', like: 'matmul_tile', hash: '0123abcd45670123' } as const;
  const settings = { ...usual, own: { matmul: mark }, weights: 'f32', parallelism: 8 } as const;
  expect(rateRowText({ probe: 'p', settings })).toBe(
    'p, variant, matmul by mine (own kernel 0123abcd4567), bf16, f32 weights, parallelism 8',
  );
});
